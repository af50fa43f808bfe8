"""English words of the demo's campaigns."""

MAIL, PHONE, EVENT, DRAFT = "Autumn service offer", "Call dormant customers", "Open day at the works", "Year-end thanks"
MAIL_STEPS = ("The offer", "Reminder")
PHONE_STEP, EVENT_STEP, DRAFT_STEP = "Calls", "Invitations", "Thank-you mail"
COSTS = (("Design and text", 60_000, 58_000), ("Vouchers for spare parts", 420_000, 398_000), ("Photographer", 20_000, 15_000))
EVENT_COSTS = (("Hall and catering", 18000, 9000), ("Bus", 4000, 0))
SUBJECTS = ("Make your machines ready for winter", "{{ contact.name }}, an hour of inspection, on us")
OFFER = (
    "<p>{{ greeting }},</p>\n<p>before winter we look at every machine you bought from {{ company }}: oil, belts, controls. Book in October and the "
    "first hour is ours.</p>\n<p><a href=\"https://www.example.com/service\">Choose a day</a></p>\n<p>{{ owner.name|default('Your team') }}</p>"
)
REMINDER = "<p>{{ greeting }},</p>\n<p>there are a few days left in October. <a href=\"https://www.example.com/service\">Choose yours</a>.</p>"
THANKS_SUBJECT = "Thank you for this year"
THANKS = (
    "<p>{{ greeting }},</p>\n<p>a year of orders, questions and visits: thank you for all of it. From all of us at {{ company }}, a good start into the "
    "new one.</p>\n<p>{{ owner.name|default('Your team') }}</p>"
)
SCRIPT = (
    "Good morning, I am calling from your supplier's customer service. You bought from us some time ago; I would like to hear how it runs.\n\n"
    "1. Does everything work?\n2. Is anything planned for the coming half year?\n3. May a colleague come by with the new models?"
)
NOTES = {"yes": ("Wants a visit next week", "Asks for an offer"), "no": ("Nothing planned", "Has a contract elsewhere"),
         "later": ("On a trip, back on Monday",), "no_answer": (None,), "wrong_number": (None,)}
CONSENT = "Yes, send me news and offers by e-mail."
TEMPLATES = ("Service offer", "Season's thanks")
