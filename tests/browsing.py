"""A browser as far as our pages need one: it follows redirects, keeps cookies, and reads forms."""

import re
from html import unescape

from datasette.utils import PrefixedUrlString

HERE = {"sec-fetch-site": "same-origin"}


class Browser:
    """Follows redirects and keeps cookies, as a browser does; a line of asgi-csrf included."""

    def __init__(self, ds, cookies=()):
        self.ds, self.cookies = ds, dict(cookies)

    async def _ask(self, method, path, **options):
        answer = await self.ds.client.request(method, path, cookies=self.cookies, **options)
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        for line in answer.headers.get_list("set-cookie"):
            if "expires" in line.lower() or "max-age=0" in line.lower():
                self.cookies.pop(line.partition("=")[0], None)
        self.went = path
        if answer.status_code in (302, 303):
            return await self._ask("GET", PrefixedUrlString(answer.headers["location"]))
        return answer

    async def get(self, path):
        return await self._ask("GET", path)

    async def form(self, address):
        """The fields of the editor's form as they stand."""
        page = (await self.get(address)).text
        html = page.partition('<form id="review-form"')[2].partition("</form>")[0]
        fields = {
            name: unescape(value)
            for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html)
        }
        checked = re.search(r'name="status" value="(\w+)"[^>]* checked', html)
        return {**fields, "status": checked[1], "rationale": "", "publication": "draft"}

    async def send(self, path, fields, headers=HERE):
        return await self._ask("POST", path, data=fields, headers=headers)
