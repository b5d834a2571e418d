"""What AWS answers: an operation takes the world, the caller and the parameters, and gives a reply or a refusal."""
