"""Les notes qui tiennent au lieu ou à l'acheteur : l'outre-mer, l'acheteur privé."""

from datetime import date

from regles.notes.note import Note
from regles.references import (
    CCP_L2112_2,
    CCP_L2691_1,
    CCP_R2691_1,
    CONVENTION_MARCHE,
    ENVIRONNEMENT_L541_10_6,
)

RELUE = date(2026, 11, 30)

JEUNES_OUTRE_MER = Note(
    code="jeunes-outre-mer",
    titre="Des heures confiées à des jeunes domiciliés outre-mer",
    resume="Le seul cas où un marché peut réserver des heures aux habitants d'un territoire.",
    ce_que_c_est=(
        "En Guadeloupe, en Guyane, à la Martinique, à La Réunion, à Mayotte, à Saint-Barthélemy, à Saint-Martin et à "
        "Saint-Pierre-et-Miquelon, l'acheteur peut imposer qu'une part des heures nécessaires à l'exécution du marché "
        "soit effectuée par des jeunes de moins de 25 ans domiciliés dans le territoire.",
        "La part minimale est de 30 % des heures : de toutes, et non des seules heures d'insertion.",
    ),
    quand=(
        "Quand le marché s'exécute dans une de ces collectivités.",
        "Quand le chômage des moins de 25 ans du territoire, la dernière année connue, atteint une fois et demie "
        "celui du pays pour le même âge.",
    ),
    ce_qu_il_faut=(
        "Les deux taux de chômage et leur année, gardés avec les documents de la procédure.",
        "Dans le marché : la part des heures, l'âge, le domicile, et comment chacun se prouve.",
        "Le compte de toutes les heures travaillées, insertion ou non : la part se calcule dessus.",
    ),
    points_d_attention=(
        "La limite d'âge est celle de l'article (25 ans), et non celle du CCAG (26 ans) : un même jeune peut relever "
        "de l'un et pas de l'autre.",
        "La part peut s'ajouter à une clause d'insertion, qui vise d'autres personnes ; une heure ne se compte pas "
        "deux fois sans que le marché le dise.",
        "Vérifier avec la mission locale et les structures du lieu que la part se tient dans ce métier.",
    ),
    ne_permet_pas=(
        "Demander un domicile ailleurs que dans ces collectivités.",
        "Préférer une entreprise parce qu'elle est locale : c'est le domicile des jeunes qui compte.",
    ),
    references=(CCP_L2691_1, CCP_R2691_1, CCP_L2112_2, CONVENTION_MARCHE),
    instruments=("jeunes_outre_mer",),
    verifiee_le=RELUE,
)

ACHETEUR_PRIVE = Note(
    code="acheteur-prive",
    titre="L'acheteur privé et l'éco-organisme",
    resume="Une clause se convient sans acheteur public ; un éco-organisme en devrait une dans ses marchés de déchets.",
    ce_que_c_est=(
        "Un acheteur privé (éco-organisme, promoteur, industriel) n'est pas soumis au code de la commande publique : "
        "ni seuil, ni obligation, ni réservation. La clause d'insertion y est une stipulation du contrat.",
        "L'article L541-10-6 du code de l'environnement demanderait aux éco-organismes une clause d'insertion dans "
        "leurs marchés de gestion des déchets. C'est un usage rapporté ici, à relire.",
    ),
    quand=(
        "Collecte, tri, réemploi, démantèlement : les marchés d'un éco-organisme.",
        "Une opération privée dont une collectivité, un aménageur ou un propriétaire demande qu'elle porte des heures.",
    ),
    ce_qu_il_faut=(
        "Un contrat qui dit tout : publics, heures ou formule, suivi, pièces, pénalités. Aucun CCAG n'y supplée.",
        "Le facilitateur nommé, et l'accord de chacun sur ce qu'il voit des personnes.",
    ),
    points_d_attention=(
        "Le suivi est le même que pour un marché public : l'opération se crée au nom de l'acheteur privé.",
        "Les éco-organismes ont leurs propres cahiers des charges : lire celui de la filière.",
    ),
    ne_permet_pas=("Inscrire l'achat au registre des marchés sans clause : l'obligation ne le vise pas.",),
    references=(ENVIRONNEMENT_L541_10_6, CONVENTION_MARCHE),
    verifiee_le=RELUE,
)
