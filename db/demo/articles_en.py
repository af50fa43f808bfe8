"""The articles of the demo company, in English. Each: number of the product (0: none), public, state, title, text."""

ARTICLES = (
    (1, True, "published", "The conveyor belt runs to one side", """\
A belt that wanders is almost always out of line at the tail end.

1. Stop the line and lock the main switch.
2. Measure the distance from both ends of the tail roller to the frame. **The difference must be under 1 mm.**
3. Loosen the bolts on the side *towards* which the belt runs, and tighten the adjusting screw by half a turn.
4. Let it run for five minutes and look again.

> Never adjust more than half a turn at a time: the belt needs a few rounds to follow.

If it still wanders after three adjustments, the belt itself is stretched and must be replaced."""),
    (2, True, "published", "The conveyor stops with error E07", """\
`E07` means that the drive was overloaded for more than three seconds.

- Is something caught between belt and frame? Remove it with the main switch off.
- Does the load exceed 50 kg per metre? Spread it over a longer stretch.
- Turn the roller by hand: if it is stiff, its bearing is worn.

Then press **Reset** for two seconds. If `E07` comes back within an hour, write to us with the serial number."""),
    (3, True, "published", "The robot arm loses its home position", """\
After a power cut or when the battery of the encoder is empty, the arm does not know where it stands.

1. Move the arm to its marks by hand, in mode **T1**.
2. Choose *Service → Mastering → All axes*.
3. Confirm each axis with the two-hand switch.

The battery lasts about four years. The display warns with `BAT LOW` for two weeks before it is empty."""),
    (3, False, "published", "Robot arm: which spare parts to send along", """\
For colleagues only. For *noise at axis 4* send the gear set and the grease, for *drift* the encoder battery and the cable.

A technician needs half a day; customers with a maintenance contract pay the parts only."""),
    (5, True, "published", "The vision system rejects good parts", """\
Too many good parts are rejected? Look at the light first, then at the limits.

- Clean the lens and the cover glass with a dry cloth.
- Check that no daylight falls on the part: a new window is the most frequent cause.
- *Setup → Limits*: raise the tolerance in steps of 0.02 mm and test with ten good and ten bad parts.

**Save the recipe afterwards**, or it is lost at the next start."""),
    (7, True, "published", "The packer tears the film", """\
Film tears for three reasons.

1. **Sealing jaws too hot**: lower them by 5 °C and try ten bags.
2. **Film tension too high**: the dancer roller should hang in the middle.
3. **Wrong film**: below 40 µm it tears at speeds over 40 bags a minute.

Clean the jaws once a shift; burnt film tears the next bag too."""),
    (9, True, "published", "The carrier does not charge", """\
The carrier stands at its station but the battery symbol does not blink.

- Wipe the contacts of the station: dust is enough to stop the charging.
- Is the station lit green? If it is red, switch it off for ten seconds.
- Did the carrier stop more than 2 cm beside the mark? Let it drive out and in again.

A battery that is empty after less than four hours is due for exchange."""),
    (10, False, "published", "Laser marker: pale or uneven marks", """\
Focus first: the distance between lens and part must be 163 mm ± 0.5.

Then look at *Diagnosis → Power*. Below 85 % of the first day's figure the source is worn; offer an exchange source, which takes two days."""),
    (12, True, "published", "MES: I forgot my password", """\
1. Choose *Forgot password* on the sign-in page and enter your work e-mail.
2. Open the link in the mail within 30 minutes.
3. Choose a password of at least 12 characters.

No mail? Look into the spam folder, then ask your MES administrator: they can send a new link under *Users*."""),
    (12, True, "published", "MES: export the production report to Excel", """\
Open *Reports → Production*, choose the period and press **Export**. Up to 100,000 rows go into one file.

- For more rows choose shorter periods.
- Times are in the time zone of the plant.
- The file opens in Excel, LibreOffice and WPS."""),
    (14, True, "published", "Remote monitoring shows a machine as offline", """\
A machine is shown as offline when it sent nothing for five minutes.

1. Does the box in the control cabinet blink green? If not, check its plug.
2. Can the plant's network reach `port 8883`? Ask your IT to allow it to the outside.
3. Restart the box: pull the plug for ten seconds.

The data of up to 72 hours is kept in the box and sent later; nothing is lost."""),
    (17, True, "published", "What the maintenance contract covers", """\
- Two inspections a year, with a written report
- Wear parts up to £500 a year
- An answer within 4 working hours, a technician on site within 2 working days

Not covered are damage by wrong use and parts of other makers. The contract renews itself by a year; it can be ended two months before."""),
    (0, True, "draft", "Order spare parts", """\
Send us the number of the part (it stands on the part and in the manual), the serial number of the machine and where to deliver.

Parts on stock leave our house the same day when you order before 14:00."""),
)
