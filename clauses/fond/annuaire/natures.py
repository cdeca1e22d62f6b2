"""Chaque nature de structure en bref : ce qu'elle est et comment elle emploie ; ce qu'elle peut dans une clause.

Rédigé d'après les textes cités ; la certitude de chaque référence dit s'il faut encore la vérifier.
"""

from dataclasses import dataclass

from clauses.fond.socle.carte import Categorie, Forme
from clauses.fond.structures.models import Nature
from regles.references import CCAG_20_1_1, CCP_L2113_12, CCP_L2113_13, EITI_2018
from regles.socle import Reference
from regles.structures import NATURES_A_TERME
from regles.typographie import jour_en_mots

_TRAVAIL = "code du travail"
EMBAUCHE, MISE_A_DISPOSITION, SOUS_TRAITANCE = "embauche", "mise_a_disposition", "sous_traitance"
MODALITES = {
    EMBAUCHE: "Embauche",
    MISE_A_DISPOSITION: "Mise à disposition",
    SOUS_TRAITANCE: "Sous-traitance ou cotraitance",
}


@dataclass(frozen=True)
class Explication:
    """Une nature : son sigle, ce qu'elle est, ce qu'elle peut ; les modalités de la clause qu'elle ouvre."""

    sigle: str
    quoi: str
    peut: str
    modalites: tuple[str, ...]
    references: tuple[Reference, ...]
    forme: Forme
    teinte: int


def _travail(article: str, certitude: str = "B") -> Reference:
    return Reference("loi", _TRAVAIL, f"art. {article}", "", certitude)


EXPLICATIONS: dict[str, Explication] = {
    Nature.EI: Explication(
        "EI",
        "Une entreprise d'insertion produit et vend comme toute entreprise, en embauchant des personnes sans emploi "
        "qu'elle forme et accompagne, en CDD d'insertion de 24 mois au plus.",
        "Elle prend une part du marché en sous-traitance ou en cotraitance, ou un lot réservé à l'IAE ; les heures de "
        "ses salariés en parcours comptent.",
        (SOUS_TRAITANCE,),
        (_travail("L5132-5"), CCP_L2113_13),
        "rond",
        1,
    ),
    Nature.ACI: Explication(
        "ACI",
        "Un atelier et chantier d'insertion embauche en CDD d'insertion les personnes les plus éloignées de l'emploi, "
        "sur une activité d'utilité sociale et avec un encadrement renforcé.",
        "Il prend une part du marché en sous-traitance ou un lot réservé, à la mesure de ses équipes : prévoir des "
        "délais et des volumes adaptés.",
        (SOUS_TRAITANCE,),
        (_travail("L5132-15"), CCP_L2113_13),
        "carre",
        2,
    ),
    Nature.AI: Explication(
        "AI",
        "Une association intermédiaire recrute des personnes en difficulté et les met à disposition d'entreprises, de "
        "collectivités ou de particuliers, à titre onéreux et pour des missions souvent courtes.",
        "Le titulaire lui demande une mise à disposition ; les heures de mission comptent.",
        (MISE_A_DISPOSITION,),
        (_travail("L5132-7"), CCAG_20_1_1),
        "triangle",
        3,
    ),
    Nature.ETTI: Explication(
        "ETTI",
        "Une entreprise de travail temporaire d'insertion est une agence d'intérim tournée vers l'insertion : elle "
        "délègue en mission des personnes qu'elle accompagne.",
        "Le titulaire lui demande des intérimaires ; les heures de mission comptent, dans tous les métiers.",
        (MISE_A_DISPOSITION,),
        (_travail("L5132-6"), CCAG_20_1_1),
        "losange",
        4,
    ),
    Nature.EITI: Explication(
        "EITI",
        "Une entreprise d'insertion par le travail indépendant n'emploie pas : elle met en relation avec des clients "
        "et accompagne des travailleurs indépendants sans emploi.",
        f"Une expérimentation, jusqu'au {jour_en_mots(NATURES_A_TERME['eiti'].fin)}. Elle peut fournir une prestation "
        "; sans contrat de travail, faire confirmer par le facilitateur que ces heures comptent avant de s'y engager.",
        (SOUS_TRAITANCE,),
        (_travail("L5132-5-1"), EITI_2018),
        "triangle",
        8,
    ),
    Nature.GEIQ: Explication(
        "GEIQ",
        "Un groupement d'employeurs pour l'insertion et la qualification embauche des personnes éloignées de l'emploi, "
        "le plus souvent en alternance, et les met à disposition de ses entreprises adhérentes.",
        "Le titulaire adhère et accueille un salarié du groupement ; les heures comptent, formation comprise "
        "quand elle fait partie du contrat.",
        (MISE_A_DISPOSITION,),
        (_travail("L1253-1"), CCAG_20_1_1),
        "carre",
        5,
    ),
    Nature.EA: Explication(
        "EA",
        "Une entreprise adaptée agréée emploie des salariés, dont une part importante de travailleurs handicapés "
        "qu'elle accompagne vers et dans l'emploi.",
        "Elle prend une part du marché en sous-traitance ou en cotraitance, ou un lot réservé au handicap ; les heures "
        "de ses travailleurs handicapés comptent.",
        (SOUS_TRAITANCE,),
        (_travail("L5213-13"), CCP_L2113_12),
        "rond",
        6,
    ),
    Nature.EATT: Explication(
        "EATT",
        "Une entreprise adaptée de travail temporaire délègue en mission des travailleurs handicapés et les accompagne "
        "vers l'emploi durable.",
        "Le titulaire lui demande des intérimaires ; les heures de mission comptent, dans tous les métiers.",
        (MISE_A_DISPOSITION,),
        (_travail("L5213-13-3", "C"), CCAG_20_1_1),
        "losange",
        6,
    ),
    Nature.ESAT: Explication(
        "ESAT",
        "Un établissement ou service d'accompagnement par le travail est un établissement médico-social : il accueille "
        "des usagers handicapés, qui travaillent sans être salariés.",
        "Il prend des prestations en sous-traitance, parfois par une équipe détachée chez le titulaire, ou un lot "
        "réservé au handicap.",
        (SOUS_TRAITANCE, MISE_A_DISPOSITION),
        (Reference("loi", "code de l'action sociale et des familles", "art. L344-2", "", "B"), CCP_L2113_12),
        "carre",
        7,
    ),
    Nature.REGIE: Explication(
        "Régie",
        "Une régie de quartier ou de territoire est une association d'habitants, de la collectivité et de bailleurs, "
        "qui entretient et anime le quartier en embauchant ses habitants ; elle est souvent conventionnée EI ou ACI.",
        "Elle prend une part du marché en sous-traitance ; vérifier sa convention avant de lui réserver un lot.",
        (SOUS_TRAITANCE,),
        (CCAG_20_1_1,),
        "triangle",
        2,
    ),
}

CATEGORIES = tuple(
    Categorie(str(nature.value), e.sigle, e.forme, e.teinte)  # type: ignore[attr-defined]
    for nature, e in EXPLICATIONS.items()
)


def sigle(nature: str) -> str:
    """« ETTI » ; une nature étrangère à l'annuaire est rendue telle quelle."""
    return EXPLICATIONS[nature].sigle if nature in EXPLICATIONS else nature
