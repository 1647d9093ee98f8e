"""The JSON API under `/api/v1`, with its OpenAPI at `/api/openapi.json`, and the pages of health.

pages      the Flask application that carries them
guard      bearer tokens and what each role may read
shapes     the answers, as pydantic models: the OpenAPI file is made of them
resources  the resources
problems   errors as application/problem+json
"""

from hotline.web.api.pages import create

__all__ = ["create"]
