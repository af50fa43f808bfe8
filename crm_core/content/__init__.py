"""What a report says, in one description that its page, the frozen copy, the spreadsheet and the PDF are drawn from."""
