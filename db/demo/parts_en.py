"""Spare parts and consumables that customers order again and again, in English."""

CATEGORY = "Parts and supplies"
# name, unit, price in yuan, of ten parts cost, what it is used with
PARTS = (
    ("Conveyor belt, by the metre", "m", 180, 5, 0), ("Belt roller", "pc", 240, 5, 0), ("Belt fastener set", "set", 95, 4, 0), ("Drive bearing", "pc", 320, 6, 0),
    ("Robot grease, 5 kg", "tin", 460, 5, 1), ("Cable package", "set", 2_800, 6, 1), ("Gripper pads", "set", 520, 4, 1), ("Encoder battery", "pc", 130, 4, 1),
    ("Ring light", "pc", 680, 5, 2), ("Lens cover", "pc", 85, 3, 2), ("Camera cable", "pc", 260, 4, 2),
    ("Packing film, roll", "roll", 310, 6, 3), ("Sealing strip", "pc", 145, 4, 3), ("Cutting blade", "pc", 220, 4, 3), ("Carton labels, 1,000", "box", 120, 5, 3), ("Ink ribbon", "pc", 160, 4, 3),
    ("Carrier wheel", "pc", 390, 5, 4), ("Carrier battery", "pc", 3_600, 7, 4), ("Floor marking tape", "roll", 75, 4, 4),
    ("Filter mat", "pc", 48, 3, 5), ("Safety relay", "pc", 540, 5, 5), ("Proximity sensor", "pc", 210, 5, 5), ("Fuse set", "set", 66, 4, 5), ("Cleaning kit", "set", 98, 4, 5),
)  # fmt: skip
RETURN_NOTES = ("Wrong size ordered.", "Damaged in transport.", "Too many ordered.", "Does not fit their machine.")
ORDER_NOTES = ("Please deliver before noon.", "Put our order number on the delivery note.", "Gate 3.", "Call before delivery.")
