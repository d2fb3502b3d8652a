"""The browse page."""

from datasette.utils.asgi import Response


async def page(datasette, request):
    return Response.text("to come", status=501)
