"""What is known: articles and the questions that are asked again and again."""
