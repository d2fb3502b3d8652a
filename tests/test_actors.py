"""Ids of people and what pages call them."""

import pytest
from datasette import hookimpl
from datasette.plugins import pm

from datasette_claims.web import actors


@pytest.fixture
def known():
    """``known({id: actor})``: a plugin that knows them; ``known(exception)``: one that fails."""

    class People:
        __name__ = "people"

        def __init__(self):
            self.asked = []

        @hookimpl
        def actors_from_ids(self, datasette, actor_ids):
            async def answer():
                self.asked.append(list(actor_ids))
                if isinstance(self.answer, Exception):
                    raise self.answer
                return self.answer

            return answer()

    people = People()

    def register(answer):
        people.answer = answer
        pm.register(people)
        return people

    yield register
    if pm.is_registered(people):
        pm.unregister(people)


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        ({"id": "7", "name": "Siti Aminah"}, "Siti Aminah"),
        ({"id": "7", "display": "Siti", "name": "x"}, "Siti"),
        ({"id": "7", "username": "siti"}, "siti"),
        ({"id": "7"}, "7"),
        ({"id": "7", "name": ""}, "7"),
        ({"id": "7", "name": " Siti\n Aminah "}, "Siti Aminah"),
        ({"id": "7", "name": "x" * 500}, "x" * 79 + "…"),
        ({"id": None}, "7"),
        ({"email": "s@kabar.example"}, "7"),
        ({}, "7"),
        (None, "7"),
        ("Siti", "7"),
    ],
)
async def test_the_name_where_there_is_one_else_the_id(seed_db, instance, known, actor, name):
    known({"7": actor})
    assert await actors.names(await instance(seed_db), ["7"]) == {"7": name}


async def test_all_are_asked_for_at_once_and_each_once(seed_db, instance, known):
    people = known({7: {"id": 7, "name": "Siti"}})
    found = await actors.names(await instance(seed_db), ["7", "root", None, "7", ""])
    assert found == {"7": "Siti", "root": "root"}
    assert people.asked == [["7", "root"]]


@pytest.mark.parametrize("answer", [RuntimeError("the list is down"), {}, ["7"], "7"])
async def test_a_list_that_is_down_costs_the_names_alone(seed_db, instance, known, answer):
    known(answer)
    assert await actors.names(await instance(seed_db), ["7"]) == {"7": "7"}


async def test_nobody_is_asked_about_nobody(seed_db, instance, known):
    people = known({})
    assert await actors.names(await instance(seed_db), [None, ""]) == {}
    assert people.asked == []


async def test_without_a_plugin_an_id_is_its_name(seed_db, instance):
    assert await actors.names(await instance(seed_db), ["7", "root"]) == {"7": "7", "root": "root"}
