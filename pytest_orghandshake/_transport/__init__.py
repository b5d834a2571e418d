"""How a call gets here: botocore, credentials, moto, HTTP and forked children."""
