"""Des demandes d'offre fictives."""

from datetime import date
from typing import Any
from uuid import uuid4

from clauses.annuaire.tests.fabriques import fournisseur
from clauses.projets.models import Projet
from clauses.socle.tests.fabriques import creer
from clauses.sourcing.jetons import empreinte_de, jeton_de
from clauses.sourcing.lettre import LIEN
from clauses.sourcing.models import Sollicitation


def sollicitation(pour: Projet, **champs: Any) -> Sollicitation:
    """Une demande préparée, à une structure fictive, dont la réponse est attendue le 10 décembre 2026."""
    cle = uuid4()
    champs = {"objet": "Votre offre", "message": f"Bonjour,\n{LIEN}", "echeance": date(2026, 12, 10), **champs}
    if "fournisseur" not in champs:
        champs["fournisseur"] = fournisseur()
    return creer(Sollicitation, id=cle, projet=pour, jeton_empreinte=empreinte_de(jeton_de(cle)), **champs)
