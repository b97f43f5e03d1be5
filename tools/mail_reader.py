# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who asks for a picture or follows a link of an e-mail: a person, or a machine."""

import re
from datetime import timedelta

# Whoever is faster is a scanner that looks through what comes in.
FASTEST_READER = timedelta(seconds=10)
# Apple's Mail Privacy Protection fetches all pictures, read or not, and says only this.
APPLE = "Mozilla/5.0"
MACHINES = re.compile(
    # providers that fetch pictures in the place of their users
    r"GoogleImageProxy|YahooMailProxy|ggpht"
    # scanners for viruses and forged links
    r"|Barracuda|BitDefender|Mimecast|Proofpoint|Sophos|Symantec|TrendMicro|Trustwave"
    r"|SafeLinks|urlscan|VirusTotal|ZScaler|FireEye|Forcepoint"
    # previews of links, search engines and programs
    r"|bot\b|bots\b|crawl|spider|slurp|preview|facebookexternalhit|WhatsApp|headless"
    r"|monitor|curl|wget|python|Go-http-client|libwww|okhttp|Java/|aiohttp|axios"
    r"|node-fetch|PHP/|Ruby|HttpClient",
    re.IGNORECASE,
)


def is_machine(user_agent):
    """Return whether a program says that it is none of somebody who reads.

    :param str user_agent: what it says of itself; may be empty
    :rtype: bool
    """
    user_agent = (user_agent or "").strip()
    return user_agent in ("", APPLE) or bool(MACHINES.search(user_agent))
