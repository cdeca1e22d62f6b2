"""Les listes successives des quartiers prioritaires (QPV) : laquelle vaut un jour, en métropole ou outre-mer."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from regles.outre_mer import DES_QUARTIERS, territoire_de
from regles.references import QPV_2015, QPV_2024, QPV_2025
from regles.socle import Decision, Reference, regle
from regles.typographie import INSECABLE, jour_en_mots
from regles.vocabulaire import Dit


@dataclass(frozen=True)
class Millesime:
    """Une liste et le jour depuis lequel elle vaut. `prefixe` : le début des codes de ses quartiers."""

    nom: str
    depuis: date
    prefixe: str
    reference: Reference


QUARTIERS_2015 = Millesime("2015", date(2015, 1, 1), "QP", QPV_2015)
METROPOLE = (QUARTIERS_2015, Millesime("2024", date(2024, 1, 1), "QN", QPV_2024))
OUTRE_MER = (QUARTIERS_2015, Millesime("2025", date(2025, 1, 1), "QN", QPV_2025))
# Le décret de juillet 2024 a corrigé la liste de métropole : d'ici là, un contour a pu changer.
CORRIGEE_EN = date(2024, 7, 13)


def millesime_au(jour: date, lieu: str = "") -> Millesime | None:
    """La liste en vigueur ce jour-là ; `None` avant celle de 2015."""
    liste = OUTRE_MER if territoire_de(lieu, DES_QUARTIERS) else METROPOLE
    return next((m for m in reversed(liste) if m.depuis <= jour), None)


def remarque_de_quartier(quartier: str, jour: date, lieu: str = "") -> str:
    """Le code d'un quartier d'une autre liste que celle du jour ; « » s'il en est, ou si ce n'est pas un code."""
    millesime, prefixe = millesime_au(jour, lieu), quartier.strip().upper()[:2]
    if millesime is None or prefixe not in ("QP", "QN") or not quartier.strip()[2:3].isdigit():
        return ""
    if prefixe == millesime.prefixe:
        return ""
    return (
        f"le code {quartier.strip().upper()} n'est pas de la liste de {millesime.nom}, en vigueur au "
        f"{jour_en_mots(jour)} : vérifiez l'adresse sur sig.ville.gouv.fr"
    )


@dataclass(frozen=True, kw_only=True)
class DecisionMillesime(Decision):
    """`liste` : l'année de la liste qui vaut ce jour-là."""

    liste: Annotated[str | None, Dit("L'année de la liste qui vaut.", "millésime")] = None
    depuis: Annotated[date | None, Dit("Depuis quand elle vaut.")] = None
    unite: str = ""


@regle(QPV_2024, QPV_2025, QPV_2015, depuis=date(2015, 1, 1), rend="liste", aussi=("qpv", "quartier prioritaire"))
def liste_des_quartiers(
    jour: Annotated[date, Dit("Le jour de l'entrée.", "entrée", "entree_le", "date d'entrée")],
    lieu: Annotated[str, Dit("Code postal, département ou nom.", "commune", "code postal", "territoire")] = "",
    quartier: Annotated[str, Dit("Le code du quartier, s'il est connu.", "code du quartier")] = "",
) -> DecisionMillesime:
    """Liste des quartiers prioritaires où se lit une adresse au jour de l'entrée."""
    millesime = millesime_au(jour, lieu)
    if millesime is None:
        debut = jour_en_mots(QUARTIERS_2015.depuis)
        motif = f"Aucune liste n'est connue avant le {debut}{INSECABLE}: les zones d'alors avaient un autre nom."
        return DecisionMillesime(valeur=None, motif=motif, references=(QPV_2015,))
    ou = "outre-mer" if territoire_de(lieu, DES_QUARTIERS) else "en métropole"
    avis = [remarque_de_quartier(quartier, jour, lieu)]
    if millesime in METROPOLE[1:] and jour < CORRIGEE_EN:
        avis.append(f"la liste a été corrigée le {jour_en_mots(CORRIGEE_EN)} : le contour d'un quartier a pu changer")
    return DecisionMillesime(
        valeur=None,
        motif=f"Liste de {millesime.nom}, {ou}, en vigueur depuis le {jour_en_mots(millesime.depuis)}.",
        references=(millesime.reference,),
        avertissements=tuple(filter(None, avis)),
        liste=millesime.nom,
        depuis=millesime.depuis,
    )
