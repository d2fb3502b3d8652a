"""CSV and JSON of a filter."""

from datasette.utils.asgi import Response


async def csv(datasette, request):
    return Response.text("to come", status=501)


json = csv
