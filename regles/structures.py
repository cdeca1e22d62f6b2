"""Les natures de structure, et ce qu'il faut dire de celles que la loi n'a créées que pour un temps."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from regles.references import EITI_2018
from regles.socle import Decision, Reference, regle
from regles.typographie import INSECABLE, jour_en_mots
from regles.vocabulaire import Dit, Parmi

# Les sortes de fournisseurs, aux codes du répertoire des structures.
SORTES = {
    "ai": "association intermédiaire",
    "ei": "entreprise d'insertion",
    "aci": "atelier et chantier d'insertion",
    "etti": "entreprise de travail temporaire d'insertion",
    "eiti": "entreprise d'insertion par le travail indépendant",
    "geiq": "GEIQ",
    "ea": "entreprise adaptée",
    "eatt": "entreprise adaptée de travail temporaire",
    "esat": "ESAT",
    "regie": "régie de quartier ou de territoire",
    "penitentiaire": "production en établissement pénitentiaire",
}


@dataclass(frozen=True)
class NatureATerme:
    """`fin` : le dernier jour que donne le texte, compris."""

    nom: str
    fin: date
    reference: Reference


NATURES_A_TERME = {
    "eiti": NatureATerme("entreprise d'insertion par le travail indépendant", date(2026, 12, 22), EITI_2018)
}


def remarque_de_terme(nature: str, jour: date) -> str:
    """Ce qu'il faut savoir d'une nature expérimentale à cette date ; « » si elle ne l'est pas, ou pas encore finie."""
    a_terme = NATURES_A_TERME.get(nature)
    if a_terme is None or jour <= a_terme.fin:
        return ""
    return (
        f"l'expérimentation ({a_terme.nom}) a pris fin le {jour_en_mots(a_terme.fin)}, et aucune prolongation n'est "
        "connue ici : vérifiez avant de vous y appuyer"
    )


@dataclass(frozen=True, kw_only=True)
class DecisionNature(Decision):
    """`fin` : le dernier jour que donne le texte ; `None`, la nature n'a pas de terme."""

    fin: Annotated[date | None, Dit("Le dernier jour que donne le texte, s'il en donne un.", "terme")] = None
    finie: Annotated[bool, Dit("Ce terme est passé.", "échue")] = False
    unite: str = ""


@regle(EITI_2018, depuis=date(2018, 9, 7), rend="finie", aussi=("structure", "eiti"))
def nature_a_terme(
    nature: Annotated[
        str, Parmi({code: (nom,) for code, nom in SORTES.items()}), Dit("La nature de la structure.", "type")
    ],
    jour: Annotated[date, Dit("Le jour où l'on s'y appuie.", "date", "au", "le")],
) -> DecisionNature:
    """Terme d'une nature de structure expérimentale, et ce qu'il faut en dire après lui."""
    a_terme, remarque = NATURES_A_TERME.get(nature), remarque_de_terme(nature, jour)
    motif = f"La nature «{INSECABLE}{SORTES[nature]}{INSECABLE}» n'a pas de terme."
    if a_terme:
        motif = f"L'expérimentation va jusqu'au {jour_en_mots(a_terme.fin)}, compris."
    return DecisionNature(
        valeur=None,
        motif=motif,
        references=(EITI_2018,),
        avertissements=(remarque,) if remarque else (),
        fin=a_terme.fin if a_terme else None,
        finie=bool(remarque),
    )
