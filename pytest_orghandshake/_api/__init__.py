"""AWS's operations: each takes the world, the caller and the parameters, and returns a reply or raises a refusal."""
