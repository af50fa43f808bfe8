"""What customers are worth: RFM, the models of repeat purchase, grades, portraits."""
