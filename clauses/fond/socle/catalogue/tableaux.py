"""Les chiffres, les graphiques, les jauges, les tableaux et ce qui les entoure."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator

from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Acte, BarreActions, Chiffre, GroupeDeFiltres, Lien
from clauses.fond.socle.etats import APPARENCES
from clauses.fond.socle.graphiques import Barres, Part, Prevision, Realisation, barres, courbe_de_realisation
from clauses.fond.socle.jauge import jauge_html
from clauses.fond.socle.tableau import Tableau, Tri

FINE = "\u202f"


def _lot(nom: str, titulaire: str, dues: int, retenues: str, **suite: Any) -> dict[str, Any]:
    return {"lot": nom, "titulaire": titulaire, "dues": dues, "retenues": Decimal(retenues)} | suite


LOTS = (
    _lot("1 · Gros œuvre", "BTP Artois", 512, "298.5", attendu=402, fin=date(2027, 3, 31), retard=True),
    _lot("2 · Menuiseries", "Ateliers de la Scarpe", 320, "262", attendu=240, fin=date(2027, 1, 31), retard=False),
    _lot("3 · Peinture", "Couleurs d'Escaut", 248, "257.25", attendu=200, fin=date(2026, 12, 31), retard=False),
    _lot("4 · Espaces verts", "Régie des Quartiers", 160, "0", attendu=None, fin=None, retard=False),
)

COLONNES = (
    Colonne("lot", "Lot", largeur=28),
    Colonne("titulaire", "Titulaire", largeur=24),
    Colonne("dues", "Dues", "heures", aide="Ce qui est dû à la fin du lot, tel qu'on le connaît aujourd'hui."),
    Colonne("retenues", "Retenues", "heures"),
    Colonne(
        "avancement",
        "Avancement",
        lire=lambda lot: lot["retenues"],
        montrer=lambda lot: jauge_html(lot["retenues"], lot["dues"], lot["attendu"]),
    ),
    Colonne("fin", "Fin", "date"),
)

CHIFFRES = (
    Chiffre(
        "Engagement",
        f"1{FINE}240",
        "h",
        "4 lots, tranches affermies",
        url="#",
        url_pourquoi="#",
        aide="Heures dues à la fin, telles qu'on les connaît aujourd'hui.",
    ),
    Chiffre("Exigible", f"1{FINE}105", "h", "au 24 novembre 2026", url="#", url_pourquoi="#"),
    Chiffre("Attendu", f"1{FINE}033", "h", f"83{FINE}% de l'engagement", url="#"),
    Chiffre("À décider", "110", "h", "déclarées, à valider", url="#", ton="attente"),
    Chiffre("Retenu", "698", "h", f"56{FINE}%, en retard de 335{FINE}h", url="#", url_pourquoi="#", ton="alerte"),
)

JAUGES = ((298, 512, 402), (262, 320, 240), (Decimal("257.25"), 248, 200), (0, 160, None), (40, 0, None), (14, 10, 12))


class FiltreExemple(forms.Form):
    q = forms.CharField(label="Nom ou titulaire", required=False)
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), ("retard", "En retard")])


def realisation() -> Realisation:
    """Vingt mois d'une opération en retard, avec sa prévision."""

    def mois(rang: int) -> date:
        return date(2025 + (2 + rang) // 12, (2 + rang) % 12 + 1, 1)

    retenu = [0, 0, 12, 48, 96, 130, 151, 190, 236, 280, 301, 352, 398, 430, 461, 520, 566, 604, 650, 698]
    avec_a_decider = [*retenu[:-1], 762, 808]
    return Realisation(
        titre="Heures d'insertion, cumulées",
        debut=mois(0),
        fin=date(2027, 3, 31),
        au=date(2026, 11, 24),
        engagement=Decimal(1240),
        attendu=tuple((mois(i), Decimal(1240) * i / 25) for i in range(26)),
        retenu=tuple((mois(i), Decimal(v)) for i, v in enumerate(retenu)),
        avec_a_decider=tuple((mois(i), Decimal(v)) for i, v in enumerate(avec_a_decider)),
        prevision=Prevision(date(2027, 3, 31), Decimal(980), Decimal(1040), Decimal(1104)),
    )


PAR_PUBLIC = Barres(
    "Heures retenues, par public",
    (
        Part("Demandeurs d'emploi de longue durée", Decimal(412)),
        Part("Bénéficiaires du RSA", Decimal("233.5")),
        Part("Jeunes sans qualification", Decimal(120)),
        Part("Travailleurs handicapés", Decimal(0)),
    ),
    note="Une personne peut relever de plusieurs publics.",
)
PAR_LOT = Barres(
    "Heures retenues, par lot, et ce qui est dû",
    tuple(Part(lot["lot"], lot["retenues"], Decimal(lot["dues"])) for lot in LOTS),
)


def lots() -> Tableau:
    """Le tableau avec tout ce qu'il sait faire : cases, tri, alerte, jauge, total."""
    return Tableau(
        COLONNES,
        LOTS,
        "Lots de l'opération",
        url=lambda lot: "#",
        tris={"lot": Tri("?tri=lot", "ascending"), "fin": Tri("?tri=fin")},
        case=lambda lot: lot["lot"][0],
        formulaire="lots",
        classe=lambda lot: "ligne-alerte" if lot["retard"] else "",
        total={"lot": "Ensemble", "dues": 1240, "retenues": Decimal("817.75")},
    )


BARRE = BarreActions(
    "lots",
    (
        Acte("valider", "Valider la ligne", "Valider les {n} lignes", principal=True, touche="V"),
        Acte("demander", "Demander une correction", "Demander {n} corrections"),
    ),
)


def contexte() -> dict[str, Any]:
    filtre = FiltreExemple({"etat": "retard"})
    return {
        "cartes": CHIFFRES,
        "courbe": courbe_de_realisation(realisation()),
        "repartition": barres(PAR_PUBLIC),
        "repartition_due": barres(PAR_LOT),
        "jauges": JAUGES,
        "etats": sorted(APPARENCES),
        "filtre": GroupeDeFiltres(
            filtre, (Lien("État\u00a0: en retard", "?"),), url_effacer="?", resultat="18 opérations, 3 en retard"
        ),
        "lots": lots(),
        "barre": BARRE,
        "liste": Paginator(range(1, 612), 25).page(4),
    }
