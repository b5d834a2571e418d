"""How calls reach the fake: botocore, credentials, moto, HTTP and forked children."""
