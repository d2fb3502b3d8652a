"""What editors send: a status, evidence, a note."""

from datasette.utils.asgi import Response


async def status(datasette, request):
    return Response.text("to come", status=501)


evidence = remove = note = status
