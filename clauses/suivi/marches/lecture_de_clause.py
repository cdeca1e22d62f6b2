"""La clause lue : ses termes pour les règles, sa phrase, ses lignes lisibles.

Rien n'est écrit ici ; les seules requêtes sont celles du facilitateur nommé, quand il n'est pas déjà lu.
"""

from collections.abc import Callable, Sequence

from clauses.fond.socle.composants import Changement
from clauses.fond.socle.valeurs import en_date, en_date_longue, en_euros, en_pourcent
from clauses.suivi.marches.models import Clause
from regles.formules import FAMILLES
from regles.formules.contrat import Formule
from regles.formules.termes import Terme
from regles.publics import CRITERES


def termes(clause: Clause) -> Formule:
    """La formule et ses termes, pour `regles/`. Lève `FaitsIncoherents` si la formule n'est pas complète."""
    return clause.famille.depuis({terme.nom: getattr(clause, terme.nom) for terme in clause.famille.termes()})


def phrase(clause: Clause) -> str:
    """La formule et ses choix de lecture, en toutes lettres."""
    return termes(clause).phrase()


def origine(clause: Clause) -> str:
    """« Avenant, depuis le 3 mars 2026 : motif » : d'où vient cette version."""
    depuis = f", depuis le {en_date_longue(clause.date_effet)}" if clause.date_effet else ""
    motif = f"\u00a0: {clause.motif_changement}" if clause.motif_changement else ""
    return f"{clause.get_nature_changement_display()}{depuis}{motif}"


def libelles_des_publics(codes: Sequence[str]) -> list[str]:
    """Les publics en clair, dans l'ordre de la liste ; un code inconnu s'écrit tel quel."""
    connus = [CRITERES[code].libelle for code in CRITERES if code in codes]
    return [*connus, *(code for code in codes if code not in CRITERES)]


def ecarts(avant: Clause, apres: Clause) -> list[Changement]:
    """Ce qui change d'une version à l'autre, champ par champ, en mots."""
    return [Changement(intitule, lire(avant), lire(apres)) for intitule, lire in LIGNES if lire(avant) != lire(apres)]


def _du_terme(famille: type[Formule], terme: Terme) -> Callable[[Clause], str]:
    def lire(clause: Clause) -> str:
        joue = clause.formule == famille.code and (not terme.selon or getattr(clause, terme.selon))
        return terme.ecrire(getattr(clause, terme.nom)) if joue else ""

    return lire


def _oui_non(valeur: bool) -> str:
    return "oui" if valeur else "non"


LIGNES: tuple[tuple[str, Callable[[Clause], str]], ...] = (
    ("Instrument", lambda c: c.get_instrument_display()),
    ("Poids du critère", lambda c: en_pourcent(c.ponderation_critere, decimales=2) if c.ponderation_critere else ""),
    ("Formule", lambda c: c.get_formule_display()),
    *((terme.titre, _du_terme(famille, terme)) for famille in FAMILLES.values() for terme in famille.termes()),
    ("Publics", lambda c: ", ".join(libelles_des_publics(c.publics))),
    ("Facilitateur", lambda c: str(c.facilitateur or "")),
    ("Transmissions", lambda c: f"{c.get_periodicite_display()}, le {c.jour_echeance} du mois suivant au plus tard"),
    ("Pénalité par heure non faite", lambda c: en_euros(c.penalite_heure)),
    ("Pénalité par absence à une réunion", lambda c: en_euros(c.penalite_absence)),
    ("Pénalité par transmission manquante", lambda c: en_euros(c.penalite_transmission)),
    ("Durée comptée par personne", lambda c: f"{c.duree_max_mois} mois au plus"),
    ("Durée comptée d'un CDI", lambda c: f"celle du marché, {c.duree_max_cdi_mois} mois au plus"),
    ("La formation comprise dans le contrat compte", lambda c: _oui_non(c.compte_formation)),
    ("L'accompagnement compte", lambda c: _oui_non(c.compte_accompagnement)),
    ("Texte de la clause", lambda c: c.article),
    ("Date d'effet", lambda c: en_date(c.date_effet) if c.date_effet else ""),
)
