"""What customers of the English demo company ask, and what they are answered."""

TOPICS = (  # kind, subject, question, answers, what was done
    ("complaint", "{line}: unusual noise", "Since this morning our {line} is making a loud noise and we had to stop it. Please send somebody.", ("Which alarm does the panel show, and does the noise grow with speed?", "An engineer is on the way and brings the spare part."), "Coupling tightened, ran two hours without noise."),
    ("after_sales", "{line} does not start", "The {line} stays dark after the power cut. The main fuse is fine.", ("Please check whether the emergency stop is released, then hold reset for five seconds.",), "Reset after the power cut, drive parameters loaded again."),
    ("inquiry", "Spare parts for the {line}", "We need two spare belts for the {line}. Price and delivery time, please.", ("Two belts are in stock, we can ship tomorrow. The quote is attached.",), "Quote sent, order came in."),
    ("inquiry", "Invoice made out to the wrong name", "The last invoice carries our old company name. Please issue it again.", ("Sorry about that. Which name and tax number should it carry?",), "Invoice issued again."),
    ("after_sales", "Training for new operators", "Three new colleagues start next month. Can you train them on the {line}?", ("We have dates in the second and fourth week. Which suits you?",), "Training booked."),
    ("inquiry", "Cannot sign in to the monitoring portal", "Since the update my password is refused.", ("I have sent you a link to choose a new one. It is good for an hour.",), "Password reset, signed in."),
    ("complaint", "Two boxes missing on delivery", "The delivery note says eight boxes, we received six.", ("We are asking the carrier and come back today.", "The boxes were left at the depot and arrive tomorrow."), "Missing boxes delivered."),
    ("after_sales", "Yearly maintenance of the {line}", "The {line} is due for maintenance. When can you come?", ("Our engineer could come on Thursday from nine.",), "Maintenance done, report sent."),
    ("inquiry", "Does the {line} work with our MES?", "We run another MES. Is there an interface to the {line}?", ("Yes, by OPC UA. The description is attached; shall we arrange a call?",), "Interface explained, description sent."),
    ("complaint", "Sensor on the {line} reads too high", "The counter shows about five per cent more than we pack.", ("Please send us the log of the last shift.", "The sensor was too close to the belt; we adjust it remotely."), "Distance of the sensor corrected."),
    ("after_sales", "Error E42 on the {line}", "The {line} stops with E42 about once an hour.", ("E42 is the air pressure. Is it above 5 bar during the stop?",), "Filter of the air supply replaced, no E42 since."),
    ("inquiry", "Change of contact", "Our new head of production is {contact}. Please update your records.", ("Thank you, we have noted it.",), "Contact updated."),
)
THANKS = ("Thank you, that helped.", "It works again, thanks.", "Fine, please go ahead.", "Here is what you asked for.")
NOTES = ("Second time this quarter, please handle with care.", "Spoke to the workshop, part is reserved.", "Customer is in a hurry, line is down.")
COMMENTS = {5: ("Fast and friendly.", "Solved within the hour, great.", None, None), 4: ("Good, a little slow at first.", None), 3: ("All right in the end.", None), 2: ("Had to ask twice.", "Too slow."), 1: ("A whole day of standstill.", "Nobody called back.")}
TEMPLATES = (
    ("First answer", "Hello,\n\nthank you for your message. We are looking into it and come back to you today.\n\nKind regards"),
    ("Ask for details", "Hello,\n\nso that we can help quickly, please tell us the serial number, the alarm on the panel and since when it happens.\n\nKind regards"),
    ("Engineer is coming", "Hello,\n\nour engineer comes to you on … between … and … . Please make sure the machine can be switched off.\n\nKind regards"),
    ("Solved", "Hello,\n\nwe have solved it. Please tell us should it happen again.\n\nKind regards"),
)
RULE = "Complaints go to the senior agent"
