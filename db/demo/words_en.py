"""The words of the English demo company."""

COUNTRY = "GB"
TEAMS = ("North", "South", "Americas")

# Numbers kept free for films: 496 0xxx and 7946 0xxx in Britain, 555-01xx in America.
_BRITAIN = (
    "Leeds Yorkshire 113-4960,Sheffield Yorkshire 114-4960,Manchester Lancashire 161-4960,Liverpool Merseyside 151-4960,Newcastle Tyneside 191-4980,Glasgow Scotland 141-4960,Edinburgh Scotland 131-4960",
    "London London 20-79460,Bristol Avon 117-4960,Birmingham Midlands 121-4960,Leicester Midlands 116-4960,Reading Berkshire 118-4960,Cardiff Wales 29-20180",
)
_AMERICA = (
    "Boston Massachusetts 617,Albany New_York 518,Newark New_Jersey 973,Philadelphia Pennsylvania 215,Pittsburgh Pennsylvania 412,Cleveland Ohio 216,Columbus Ohio 614,Detroit Michigan 313,"
    "Chicago Illinois 312,Milwaukee Wisconsin 414,Minneapolis Minnesota 612,Houston Texas 713,Dallas Texas 214,Denver Colorado 303,Seattle Washington 206,Portland Oregon 503"
)
CITIES = tuple(
    (city, county, "GB", team, f"+44-{area}{{:03d}}", 1000)
    for team, places in enumerate(_BRITAIN)
    for city, county, area in (place.split() for place in places.split(","))
) + tuple(
    (city, state.replace("_", " "), "US", 2, f"+1-{area}-55501{{:02d}}", 100)
    for city, state, area in (place.split() for place in _AMERICA.split(","))
)
MOBILE = None  # no mobile numbers are kept free; people are reached by extension
STREETS = ("Mill Lane", "Station Road", "Foundry Street", "Canal Wharf", "Innovation Way", "Harbour Road", "Commerce Park", "Union Street", "Kiln Close", "Market Square")

BRANDS = tuple(
    (brand, brand.lower())
    for brand in (
        "Ashdown Barrow Beacon Blackfriars Bramley Brightwater Caldbeck Carrick Castlegate Cedarfield Clearbrook Copperfield Crossways Dalehead Dunmore Eastbridge "
        "Elmwood Fairhaven Falconer Fernhill Glenmore Goldcrest Greystone Hallam Harbourside Hartwell Hawksmoor Highfield Holloway Ironbridge Juniper Kestrel "
        "Kingsmead Lakeland Lanyard Linden Lockhart Longstone Lowther Maplewood Marlowe Meridian Millbrook Moorgate Northgate Oakhurst Orchard Osprey Pennine "
        "Pinecrest Quayside Redfern Riverside Rookwood Sandford Saxonby Silverdale Southmoor Stonebridge Summit Tamarind Thornbury Trentham Underhill Vantage "
        "Wakefield Westerly Whitmore Willowbank Woodstock Yarrow"
    ).split()
)
TRADES = (
    ("Precision", "machinery", "precision"), ("Engineering", "machinery", "engineering"), ("Tooling", "machinery", "tooling"),
    ("Electronics", "electronics", "electronics"), ("Photonics", "electronics", "photonics"), ("Circuits", "electronics", "circuits"),
    ("Software", "software", "software"), ("Data Systems", "software", "data"), ("Foods", "food", "foods"), ("Dairy", "food", "dairy"),
    ("Textiles", "textiles", "textiles"), ("Apparel", "textiles", "apparel"), ("Chemicals", "chemicals", "chemicals"), ("Coatings", "chemicals", "coatings"),
    ("Energy", "energy", "energy"), ("Power Systems", "energy", "power"), ("Logistics", "logistics", "logistics"), ("Freight", "logistics", "freight"),
    ("Construction", "construction", "construction"), ("Building Supplies", "construction", "building"), ("Medical", "health", "medical"), ("Biotech", "health", "biotech"),
    ("Learning", "education", "learning"), ("Trading", "retail", "trading"), ("Packaging", "other", "packaging"), ("Automotive", "machinery", "automotive"),
)
SUFFIXES = (("Ltd", 60), ("Group", 14), ("& Sons", 10), ("Holdings", 6), ("Partners", 10))
COMPANY = "{brand} {trade} {suffix}"

SURNAMES = (
    "Adams Baker Barnes Bennett Brooks Burton Carter Chapman Clarke Cole Cooper Cox Davies Dixon Doyle Edwards Ellis Evans Fisher Fletcher Foster Gibson Graham Grant "
    "Gray Griffin Hall Hamilton Harper Harris Hayes Henderson Holt Howard Hughes Hunter Jenkins Kelly Kennedy Khan Knight Lane Lawson Lewis Lloyd Marsh Mason Mills "
    "Moore Morgan Murphy Murray Newman Okafor Owen Palmer Parker Patel Pearce Perry Porter Powell Price Quinn Reed Reid Reyes Rhodes Rivera Russell Shaw Silva Singh "
    "Stewart Stone Sutton Thorne Turner Walsh Ward Watts Webb Wells West Wood Young"
).split()
GIVEN = (
    "Aaron Abigail Adam Alice Amir Andrew Anita Ben Beth Callum Carla Catherine Chloe Claire Colin Daniel David Diana Edward Eleanor Emma Eric Farah Fiona Frank "
    "George Grace Hannah Harry Helen Ian Imran Isla Jack James Jane Joanna Joseph Karen Kate Laura Leo Linda Lucy Marcus Maria Mark Martin Megan Michael Naomi Nathan "
    "Nora Oliver Oscar Patrick Paula Peter Priya Rachel Rebecca Robert Rosa Ruth Ryan Samuel Sarah Simon Sophie Stella Thomas Tina Victor William Zara"
).split()
NAME = "{given} {surname}"
PEOPLE = (  # role, team, names in Latin letters; the first seller is the star, the last one struggles
    ("account_manager", 0, "Lena Ward/lena.ward,Omar Haddad/omar.haddad,Ruth Price/ruth.price,Colin Marsh/colin.marsh"),
    ("account_manager", 1, "Sam Bennett/sam.bennett,Priya Patel/priya.patel,Jack Holt/jack.holt,Nora Ellis/nora.ellis"),
    ("account_manager", 2, "Maria Rivera/maria.rivera,Eric Stone/eric.stone,Naomi Grant/naomi.grant,Theo Young/theo.young"),
    ("sales_manager", 0, "Helen Foster/helen.foster"), ("sales_manager", 1, "Walter Frey/walter.frey"), ("sales_manager", 2, "Grace Reyes/grace.reyes"),
    ("service_agent", None, "Hana Yates/hana.yates,Ben Cole/ben.cole,Tina Reid/tina.reid"),
    ("marketer", None, "Mia Torres/mia.torres,Leo Knight/leo.knight"),
    ("executive", None, "Eva Sterling/eva.sterling,Paul Hughes/paul.hughes"),
    ("administrator", None, "Nick Porter/nick.porter"),
)
TITLES = (
    ("Managing director", "decides"), ("Purchasing manager", "buys"), ("Head of production", "influences"), ("Plant engineer", "uses"), ("Finance director", "blocks"),
    ("Technical manager", "influences"), ("Buyer", "buys"), ("Operations director", "decides"), ("Shift supervisor", "uses"), ("IT manager", "influences"),
)
DEPARTMENTS = {"decides": "Management", "buys": "Purchasing", "influences": "Engineering", "uses": "Production", "blocks": "Finance"}
TAGS = ("Key account", "Long-standing", "Price sensitive", "Needs PO number", "Spring trade fair", "Referred", "Several plants", "Exports")

CATEGORIES = ("Equipment", "Software", "Services")
PRODUCTS = (
    ("CX-200 conveyor", "conveyor", 0, "set", 86_000, 6), ("CX-500 conveyor", "conveyor", 0, "set", 168_000, 6), ("RB-6 robot arm", "robot arm", 0, "unit", 238_000, 7),
    ("RB-10 heavy robot", "heavy robot", 0, "unit", 396_000, 7), ("VS-1 vision system", "vision system", 0, "unit", 58_000, 5), ("VS-3 high-speed vision", "high-speed vision", 0, "unit", 128_000, 5),
    ("PK-40 packer", "packer", 0, "unit", 112_000, 6), ("PK-80 fast packer", "fast packer", 0, "unit", 215_000, 6), ("AGV-300 carrier", "carrier", 0, "unit", 74_000, 6),
    ("LS-2 laser marker", "laser marker", 0, "unit", 46_000, 5), ("PLC-M control cabinet", "control cabinet", 0, "set", 32_000, 5), ("MES Standard", "MES", 1, "year", 98_000, 2),
    ("MES Enterprise", "MES", 1, "year", 260_000, 2), ("Remote monitoring", "monitoring", 1, "year", 36_000, 2), ("Data terminal", "data terminals", 1, "set", 8_600, 5),
    ("Installation", "installation", 2, "job", 18_000, 6), ("Maintenance contract", "maintenance", 2, "year", 42_000, 4), ("Operator training", "training", 2, "day", 6_800, 4),
)
DEALS = ("{brand}: {line}", "{line} for {brand}", "{brand}: {line}, phase two", "{brand}: {line} upgrade", "{brand}, new plant: {line}")
RENEWAL = "{brand}: {line} renewal"
LONE_DEALS = ("Trade fair enquiry: {line}", "Phone enquiry: {line}", "Web enquiry: {line}")
COMPETITORS = ("Orion Automation", "Northline Robotics", "Delmar Systems", "Seaworks")
SECOND_PIPELINE = ("Service contracts", {"zh_Hans": "服务续约"})
SECOND_STAGES = (
    ("Due", {"zh_Hans": "即将到期"}, 60, 21), ("Offer sent", {"zh_Hans": "已报价"}, 75, 14), ("Terms agreed", {"zh_Hans": "条款已定"}, 92, 10),
)

TALK = {
    "call": ("Spoke to {contact}: interested in the {line}, wants details next week.", "Called {contact}, the budget is with their board.", "{contact} asked about delivery of the {line}: six weeks.", "Checked in with {contact}, everything runs well.", "{contact} did not pick up, will try again."),
    "email": ("Sent {contact} the brochure of the {line}.", "Sent the quote, asked {contact} about payment terms.", "{contact} wrote back and wants the technical data."),
    "meeting": ("Video call with {contact}: cycle times of the {line} agreed.", "{contact} visited us and saw the {line} running.", "Negotiation: {contact} asks for another three per cent."),
    "visit": ("On site with {contact}, measured the floor for the {line}.", "Visited {contact}: there is budget before the end of the year.", "Site survey done, power and floor are fine."),
    "social": ("Wrote to {contact}, we meet on Thursday.", "Sent {contact} the video of the {line} at a similar plant."),
    "note": ("The group must approve the budget; the operations director decides.", "A competitor is about 8 % cheaper but delivers late."),
}
STEPS = (("call", "Call {contact} about the decision"), ("email", "Send the quote for the {line}"), ("meeting", "Go through the layout with {contact}"), ("visit", "Survey the site"), ("call", "Chase the signature"), ("email", "Follow up with {contact}"), ("call", "Ask about budget and timing"))
CARE = (("call", "Quarterly check-in"), ("visit", "Yearly visit"), ("call", "Ask about expansion plans"), ("email", "Send news about products"))
REVIEW = "Review: is {name} staying?"
DONE = ("Reached them, waiting for an answer.", "All is well.", "Sent.", "Again next month.")
LOST_NOTES = ("They took the cheaper offer.", "Put off to next year.", "Above their budget.", "They keep the old machine.")
WON_NOTES = ("Our layout fits the plant better.", "Short delivery and good service.", "Follow-up order.")
SOMEBODY = "the customer"
