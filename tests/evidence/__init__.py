"""The facts that the fake relies on, each with its source, and what holds the fake, its README and AWS to them.

``facts`` holds them, one module for each family. ``replay`` sets each up in a world and compares what comes out, ``model``
holds texts and words against the installed botocore, ``claims`` is what the README says of them, and
``python -m tests.evidence`` asks AWS.
"""
