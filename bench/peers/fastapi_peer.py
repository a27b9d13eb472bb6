"""A data API in the design of Interject's Python API: FastAPI, and PyJWT with a client for the key set.

FASTAPI_CLIENT=request makes the client anew for each request, as that API does; anything else shares one.
"""
import json
import os

import jwt
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app = FastAPI()
bearer = HTTPBearer()
shared = jwt.PyJWKClient(os.environ["JWKS_URI"])


def claims(credentials: HTTPAuthorizationCredentials = Depends(bearer)):
    each = os.environ.get("FASTAPI_CLIENT") == "request"
    client = jwt.PyJWKClient(os.environ["JWKS_URI"]) if each else shared
    token = credentials.credentials
    try:
        key = client.get_signing_key_from_jwt(token).key
        return jwt.decode(
            token, key, algorithms=["RS256"], audience=os.environ["AUDIENCE"], issuer=os.environ["ISSUER"]
        )
    except jwt.PyJWTError as error:
        raise HTTPException(401, str(error))


@app.post("/api/v1/example/ReportRange")
async def report_range(request: Request, user=Depends(claims)):
    sent = await request.json()
    rows = [["701", f"333{at}", "94.34", "904.34", "9804.34"] for at in range(10)]
    table = {"TableName": "Table", "Columns": ["div", "acct", "MTD", "QTD", "YTD"], "Rows": rows}
    return {
        "UserMessage": "",
        "ErrorMessage": "",
        "RequestParameterList": sent.get("RequestParameterList", []),
        "ReturnedDataList": [{"DataFormat": 2, "SchemaFormat": 1, "Data": json.dumps(table)}],
    }
