"""Les natures de structure que la loi n'a créées que pour un temps, et ce qu'il faut en dire après leur terme."""

from dataclasses import dataclass
from datetime import date

from regles.references import EITI_2018
from regles.socle import Reference
from regles.typographie import jour_en_mots


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
