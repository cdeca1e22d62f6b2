"""Des demandes d'offre fictives."""

from datetime import date
from typing import Any
from uuid import uuid4

from clauses.avant.projets.models import Projet
from clauses.avant.sourcing.jetons import empreinte_de, jeton_de
from clauses.avant.sourcing.lettre import LIEN
from clauses.avant.sourcing.models import Sollicitation
from clauses.fond.annuaire.tests.fabriques import fournisseur
from clauses.fond.socle.tests.fabriques import creer


def sollicitation(pour: Projet, **champs: Any) -> Sollicitation:
    """Une demande préparée, à une structure fictive, dont la réponse est attendue le 10 décembre 2026."""
    cle = uuid4()
    champs = {"objet": "Votre offre", "message": f"Bonjour,\n{LIEN}", "echeance": date(2026, 12, 10), **champs}
    if "fournisseur" not in champs:
        champs["fournisseur"] = fournisseur()
    return creer(Sollicitation, id=cle, projet=pour, jeton_empreinte=empreinte_de(jeton_de(cle)), **champs)
