"""La décision figée d'une ligne : ce que `regles.execution` a dit le jour de la validation, en JSON."""

from datetime import date
from decimal import Decimal
from typing import Any

from clauses.fond.socle.composants import Calcul, PartDeCalcul
from regles.execution import DecisionHeures, Refus
from regles.socle import Reference
from regles.typographie import avec_unite


def figer(decision: DecisionHeures, *, le: date, par: str, personne: dict[str, Any] | None) -> dict[str, Any]:
    """La décision entière, en types JSON : nombres en texte exact, jamais en flottants. `personne` : ce que les bilans
    en compteront (`participants.jugements.profil`)."""
    return {
        "valeur": str(decision.valeur),
        "motif": decision.motif,
        "declarees": str(decision.declarees),
        "travaillees": str(decision.travaillees),
        "formation": str(decision.formation),
        "accompagnement": str(decision.accompagnement),
        "refus": [_refus(refus) for refus in decision.refus],
        "avertissements": list(decision.avertissements),
        "detail": [
            {"libelle": ligne.libelle, "calcul": ligne.calcul, "valeur": str(ligne.valeur), "unite": ligne.unite}
            for ligne in decision.detail
        ],
        "references": [_reference(reference) for reference in decision.references],
        "le": le.isoformat(),
        "par": par,
        "personne": personne,
    }


def _refus(refus: Refus) -> dict[str, str]:
    return {
        "code": refus.code,
        "motif": refus.motif,
        "categorie": refus.categorie,
        "heures": str(refus.heures),
        "reference": refus.reference.en_mots(),
    }


def _reference(reference: Reference) -> dict[str, str]:
    return {
        "nature": reference.nature,
        "titre": reference.titre,
        "article": reference.article,
        "url": reference.url,
        "certitude": reference.certitude,
    }


def en_calcul(figee: dict[str, Any]) -> Calcul:
    """« Pourquoi ce chiffre ? » d'une décision figée, pour la balise `{% calcul %}`."""
    return Calcul(
        chiffre=avec_unite(Decimal(figee["valeur"]), "h"),
        motif=figee["motif"],
        lignes=tuple(
            PartDeCalcul(ligne["libelle"], avec_unite(Decimal(ligne["valeur"]), ligne["unite"]), ligne["calcul"])
            for ligne in figee["detail"]
        ),
        avertissements=tuple(figee["avertissements"]),
        references=tuple(Reference(**reference) for reference in figee["references"]),
    )


def motifs_de_refus(figee: dict[str, Any]) -> tuple[tuple[Decimal, str], ...]:
    """(heures, motif) de ce qui n'a pas été retenu, les mêmes motifs réunis."""
    totaux: dict[str, Decimal] = {}
    for refus in figee.get("refus", []):
        totaux[refus["motif"]] = totaux.get(refus["motif"], Decimal(0)) + Decimal(refus["heures"])
    return tuple((heures, motif) for motif, heures in totaux.items())
