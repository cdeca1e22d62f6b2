"""Le lien public d'une demande : un jeton que l'on ne devine pas, gardé seulement haché.

Le jeton est un condensé signé par la clé du site : le travail qui envoie le courriel le refait, la base n'en a que
l'empreinte. Changer la clé du site rend les liens caducs.
"""

import hashlib
from base64 import urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

_SEL = "clauses.sourcing.jetons"  # n'est pas l'adresse du module : le changer perdrait les liens déjà envoyés


def jeton_de(cle: UUID) -> str:
    """Le jeton (43 caractères, 256 bits) de la demande de cette clé."""
    condense = salted_hmac(_SEL, str(cle), algorithm="sha256").digest()
    return urlsafe_b64encode(condense).rstrip(b"=").decode()


def empreinte_de(jeton: str) -> str:
    """Ce que la base garde : l'empreinte SHA-256 du jeton."""
    return hashlib.sha256(jeton.encode()).hexdigest()


def lien_de(cle: UUID) -> str:
    """L'adresse complète de la page de réponse."""
    return f"{settings.ADRESSE_DU_SITE}{reverse('sourcing:repondre', args=[jeton_de(cle)])}"
