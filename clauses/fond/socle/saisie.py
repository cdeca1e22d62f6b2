"""Jouer un verbe depuis un formulaire : un refus du métier devient une erreur du formulaire, rien ne se perd."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.forms import BaseForm

from clauses.fond.socle.concurrence import ModifieEntreTemps
from clauses.fond.socle.erreurs import RefusMetier

R = TypeVar("R")


def tenter(formulaire: BaseForm, verbe: Callable[[], R]) -> R | None:
    """Joue `verbe` et rend son résultat, ou `None` en posant l'erreur sur le formulaire.

    - `RefusMetier` : sur le champ qu'il nomme, sinon en tête ;
    - `ValidationError` : chaque texte sur son champ ;
    - `ModifieEntreTemps` : en tête ; `formulaire.conflit` porte les changements à montrer, et la version
      cachée avance, pour qu'enregistrer de nouveau soit un choix et non un blocage.
    """
    try:
        return verbe()
    except RefusMetier as refus:
        formulaire.add_error(_champ(formulaire, refus.champ), refus.message)
    except ValidationError as erreur:
        textes_par_champ = erreur.message_dict if hasattr(erreur, "error_dict") else {"": erreur.messages}
        for champ, textes in textes_par_champ.items():
            formulaire.add_error(_champ(formulaire, champ), textes)
    except ModifieEntreTemps as conflit:
        formulaire.add_error(None, f"{conflit} Comparez ci-dessous, puis enregistrez de nouveau.")
        formulaire.conflit = conflit.changements  # type: ignore[attr-defined]
        donnees: Any = formulaire.data.copy()  # type: ignore[attr-defined]
        donnees[formulaire.add_prefix("version")] = getattr(conflit.objet, "version", "")
        formulaire.data = donnees
    return None


def _champ(formulaire: BaseForm, nom: str | None) -> str | None:
    return nom if nom in formulaire.fields else None
