"""The JSON API under `/api/v1`, with its OpenAPI at `/api/openapi.json`, and the pages of health.

pages        the Flask application that carries them
guard        bearer tokens and what each role may read
resources    the resources
rows         database rows as answers, a page at a time
shapes       the answers as pydantic models: the OpenAPI file is made of them
problems     errors as application/problem+json
description  the OpenAPI file, and the page that shows it
"""

from hotline.web.api.pages import create

__all__ = ["create"]
