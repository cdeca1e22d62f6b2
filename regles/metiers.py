"""Les métiers (corps d'état) et leurs valeurs de référence : part de main-d'œuvre et coût horaire.

Aucune table complète n'est publiée : trois valeurs le sont, les autres sont des ordres de grandeur proposés,
à valider par un facilitateur (certitude C). Une fourchette garde ses deux bornes ; on calcule sur son milieu.
"""

from dataclasses import dataclass
from decimal import Decimal

from regles.parametres import COUT_HORAIRE_USUEL
from regles.references import (
    CALIBRAGE_COUT_USUEL,
    CALIBRAGE_PARTS_PROPOSEES,
    CALIBRAGE_PARTS_PUBLIEES,
    CALIBRAGE_PROPRETE,
)
from regles.socle import Reference
from regles.typographie import sans_accent


@dataclass(frozen=True, kw_only=True)
class Metier:
    """Un métier : `part_minimum` et `part_maximum` en pour cent, `cout_horaire` en euros de l'heure."""

    code: str
    libelle: str
    part_minimum: Decimal
    part_maximum: Decimal
    cout_horaire: Decimal
    reference_part: Reference
    reference_cout: Reference
    cpv: tuple[str, ...] = ()
    note: str = ""

    @property
    def part_main_d_oeuvre(self) -> Decimal:
        """Le milieu de la fourchette, en pour cent."""
        return (self.part_minimum + self.part_maximum) / 2

    @property
    def est_a_valider(self) -> bool:
        """La part vient de notre proposition et non d'une source publiée."""
        return self.reference_part.certitude == "C"


_USUEL = COUT_HORAIRE_USUEL.paliers[-1].valeur


def _propose(code: str, libelle: str, part: str, cpv: str, note: str = "") -> Metier:
    basse, _, haute = part.partition("-")
    return Metier(
        code=code,
        libelle=libelle,
        part_minimum=Decimal(basse),
        part_maximum=Decimal(haute or basse),
        cout_horaire=_USUEL,
        reference_part=CALIBRAGE_PARTS_PROPOSEES,
        reference_cout=CALIBRAGE_COUT_USUEL,
        cpv=tuple(cpv.split()),
        note=note,
    )


def _publie(code: str, libelle: str, part: str, cpv: str, note: str = "") -> Metier:
    return Metier(
        code=code,
        libelle=libelle,
        part_minimum=Decimal(part),
        part_maximum=Decimal(part),
        cout_horaire=_USUEL,
        reference_part=CALIBRAGE_PARTS_PUBLIEES,
        reference_cout=CALIBRAGE_COUT_USUEL,
        cpv=tuple(cpv.split()),
        note=note,
    )


TABLE: dict[str, Metier] = {
    metier.code: metier
    for metier in (
        _publie(
            "batiment",
            "Bâtiment, tous corps d'état",
            "50",
            "45 450 4521",
            "Moyenne d'usage. Des constructeurs l'estiment plutôt à 30 % du prix de vente.",
        ),
        _propose("demolition", "Démolition", "40", "45110 45111"),
        _propose("terrassement", "Terrassement", "25-30", "45112"),
        _propose("vrd", "Voirie et réseaux divers", "30", "4523"),
        _propose("gros_oeuvre", "Gros œuvre", "40-50", "45223 45262"),
        _publie("maconnerie", "Maçonnerie", "50", "452625 452626"),
        _propose("charpente_bois", "Charpente bois", "35-40", "45261100 45422"),
        _publie("charpente_metallique", "Charpente métallique", "20", "45223210 452624"),
        _propose("couverture", "Couverture, zinguerie", "40", "45261"),
        _propose("etancheite", "Étanchéité", "35", "45261420"),
        _propose("menuiseries_exterieures", "Menuiseries extérieures", "20-25", "454211"),
        _propose("menuiseries_interieures", "Menuiseries intérieures", "35", "45421 45420 45421150"),
        _propose("metallerie", "Serrurerie, métallerie", "35", "45421140 45421160"),
        _propose("platrerie", "Plâtrerie, cloisons, faux plafonds", "50-55", "45410 4541 45421141 45421146"),
        _propose("sols", "Carrelage, sols", "45-50", "4543"),
        _publie("peinture", "Peinture intérieure", "70", "4544"),
        _propose("plomberie", "Plomberie, sanitaire", "40", "4533"),
        _propose("cvc", "Chauffage, ventilation, climatisation", "30-35", "45331"),
        _propose("electricite", "Électricité", "40-45", "4531"),
        _propose("ascenseurs", "Ascenseurs", "20-25", "45313"),
        _propose("espaces_verts", "Espaces verts", "40-50", "4511271 773"),
        Metier(
            code="nettoyage",
            libelle="Nettoyage, propreté",
            part_minimum=Decimal(80),
            part_maximum=Decimal(80),
            cout_horaire=Decimal(20),
            reference_part=CALIBRAGE_PROPRETE,
            reference_cout=CALIBRAGE_PROPRETE,
            cpv=("909",),
            note="20 € de l'heure et 80 % de main-d'œuvre : 25 € de chiffre d'affaires par heure.",
        ),
        _propose("gardiennage", "Gardiennage, sécurité", "85", "7971"),
        _propose("restauration", "Restauration", "35-45", "55"),
        _propose("dechets", "Collecte des déchets", "50-60", "905"),
        _propose("etudes", "Études, assistance et maîtrise d'œuvre", "80-90", "71 72 73 79"),
        _propose(
            "fournitures", "Fournitures", "0-10", "03 09 14 15 16 18 19 22 24 30 31 32 33 34 35 37 38 39 41 42 43 44 48"
        ),
    )
}

# Code → libellé, dans l'ordre d'un chantier : la liste à choisir.
METIERS: dict[str, str] = {code: metier.libelle for code, metier in TABLE.items()}

_PREFIXES = sorted(
    ((prefixe, metier.code) for metier in TABLE.values() for prefixe in metier.cpv),
    key=lambda couple: len(couple[0]),
    reverse=True,
)


def metier_du_cpv(cpv: str) -> str:
    """Le code du métier que propose un code CPV (« 45442100-8 » → « peinture »), ou « » : le préfixe le plus long."""
    chiffres = cpv.strip()[:8]
    return next((code for prefixe, code in _PREFIXES if chiffres.startswith(prefixe)), "")


# Débuts de mots qui nomment un métier dans l'intitulé d'un lot, du plus précis au plus large.
_MOTS: tuple[tuple[str, str], ...] = (
    ("charpente_metallique", "charpente metal"),
    ("charpente_bois", "charpente|ossature bois"),
    ("couverture", "couverture|zinguerie|toiture"),
    ("etancheite", "etancheite"),
    ("demolition", "demolition|deconstruction|curage"),
    ("terrassement", "terrassement"),
    ("gros_oeuvre", "gros oeuvre"),
    ("maconnerie", "maconnerie"),
    ("menuiseries_exterieures", "menuiseries exterieures|menuiserie exterieure"),
    ("menuiseries_interieures", "menuiserie"),
    ("metallerie", "serrurerie|metallerie"),
    ("platrerie", "platrerie|cloison|faux plafond|doublage"),
    ("sols", "carrelage|revetements de sol|sols souples|faience"),
    ("peinture", "peinture"),
    ("cvc", "chauffage|ventilation|climatisation|cvc"),
    ("plomberie", "plomberie|sanitaire"),
    ("electricite", "electricite|courants f"),
    ("ascenseurs", "ascenseur|elevateur"),
    ("espaces_verts", "espaces verts|plantation|paysag|amenagements exterieurs|amenagement exterieur"),
    ("vrd", "vrd|voirie|reseaux divers|enrobe"),
    ("nettoyage", "nettoyage|proprete|entretien des locaux|vitrerie"),
    ("gardiennage", "gardiennage|securite incendie|surveillance"),
    ("restauration", "restauration collective|restauration scolaire|repas|traiteur"),
    ("dechets", "dechets|encombrants"),
    ("etudes", "maitrise d'oeuvre|assistance a maitrise|etude"),
    ("fournitures", "fourniture de|fournitures"),
    ("batiment", "batiment|tous corps d'etat"),
)


def metier_de_l_intitule(intitule: str) -> str:
    """Le code du métier que dit l'intitulé d'un lot (« Lot 3 : plâtrerie » → « platrerie »), ou « »."""
    texte = f" {sans_accent(intitule)}"
    for code, debuts in _MOTS:
        if any(f" {debut}" in texte or f"-{debut}" in texte for debut in debuts.split("|")):
            return code
    return ""
