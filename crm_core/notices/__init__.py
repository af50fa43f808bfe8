"""What colleagues are told inside the program, behind the bell."""
