"""Les notes sur les cinq réservations et sur le marché d'insertion."""

from datetime import date

from regles.notes.note import Note
from regles.references import (
    CCP_L2112_2_1,
    CCP_L2113_12,
    CCP_L2113_13,
    CCP_L2113_13_1,
    CCP_L2113_14,
    CCP_L2113_15,
    CCP_L2123_1,
    CCP_L3113_1,
    CCP_R2113_7,
    CCP_R2123_1,
    DECRET_2022_1683,
    DECRET_2025_1383,
    DIRECTIVE_77,
    DOCTRINE_CREDITS_IAE,
    DOCTRINE_OFFRE,
    TRAVAIL_L5132_4,
)

RELUE = date(2026, 11, 30)
_OFFRE = (
    "Quand l'offre du lieu le permet. Repère d'usage, non de droit, relevé en 2023 : trente structures proches dans le "
    "métier pour tout le marché, dix pour un lot. Les crédits de l'insertion par l'activité économique ayant baissé en "
    "2025 et en 2026, interroger les structures avant de s'y fier.",
    "Quand un lot peut être isolé : c'est souvent plus sûr que de réserver tout l'achat.",
)
_ANNONCE = "L'annonce de la réservation, avec l'article, dans l'avis ou, sans avis, dans les documents de consultation."
_CAPACITES = (
    "Ne pas exiger un chiffre d'affaires hors de portée : depuis le 1er janvier 2026, une fois et demie le montant "
    "estimé au plus, sauf justification."
)
_EN_PLUS = (
    "Réserver choisit le titulaire, sans dire ce qu'il fera : écrire aussi le nombre d'heures et le suivi, surtout "
    "au-dessus du seuil européen, où l'obligation porte sur les conditions d'exécution.",
)

IAE = Note(
    code="reserve-iae",
    titre="Le marché ou le lot réservé à l'insertion par l'activité économique",
    resume="Seules les structures d'insertion concourent, entre elles.",
    ce_que_c_est=(
        "La concurrence est réservée aux structures de l'insertion par l'activité économique et aux structures "
        "équivalentes qui emploient au moins la moitié de travailleurs défavorisés.",
        "La réservation porte sur un marché entier ou sur un lot.",
    ),
    quand=_OFFRE,
    ce_qu_il_faut=(
        _ANNONCE,
        "Chez le titulaire, au moins 50 % de personnes défavorisées.",
        "Un sourcing : qui, dans ce métier et à cette distance, sait tenir ce volume ?",
    ),
    points_d_attention=(
        *_EN_PLUS,
        "Les structures de travail temporaire et les associations intermédiaires fournissent des personnes, elles ne "
        "tiennent pas un chantier : ne pas les compter comme concurrents sur des prestations.",
        "Une structure dont ce client ferait plus de 30 % du chiffre en dépendrait : parler avec elle.",
        "Découper en prestations et en rythmes que ces structures savent tenir.",
        _CAPACITES,
    ),
    ne_permet_pas=(
        "Négocier de gré à gré : la mise en concurrence a lieu entre structures.",
        "Réserver à une structure nommée, ou à celles d'une commune.",
    ),
    references=(
        CCP_L2113_13,
        CCP_R2113_7,
        TRAVAIL_L5132_4,
        CCP_L3113_1,
        CCP_L2112_2_1,
        DECRET_2025_1383,
        DOCTRINE_OFFRE,
        DOCTRINE_CREDITS_IAE,
    ),
    instruments=("reserve_iae",),
    verifiee_le=RELUE,
)

HANDICAP = Note(
    code="reserve-handicap",
    titre="Le marché ou le lot réservé au handicap",
    resume="Seuls les entreprises adaptées, les ESAT et leurs équivalents concourent.",
    ce_que_c_est=(
        "La concurrence est réservée aux entreprises adaptées, aux établissements et services d'accompagnement par le "
        "travail et aux structures équivalentes qui emploient au moins la moitié de travailleurs handicapés.",
    ),
    quand=(
        *_OFFRE,
        "Blanchisserie, espaces verts, conditionnement, numérisation, restauration, nettoyage : les métiers où ces "
        "structures sont nombreuses.",
    ),
    ce_qu_il_faut=(
        _ANNONCE,
        "Chez le titulaire, au moins 50 % de travailleurs handicapés.",
        "Des quantités et des délais compatibles avec l'organisation d'un ESAT, si l'on en attend.",
    ),
    points_d_attention=(
        *_EN_PLUS,
        "Les personnes accueillies en ESAT sont des usagers, non des salariés : le décompte des heures le précise.",
        "La part exigée pour être entreprise adaptée n'est pas celle de la réservation : ne pas les confondre.",
        _CAPACITES,
    ),
    ne_permet_pas=(
        "Réserver à une structure nommée.",
        "Tenir pour acquise l'obligation d'emploi de l'acheteur : elle se déclare par ailleurs.",
    ),
    references=(
        CCP_L2113_12,
        CCP_R2113_7,
        CCP_L3113_1,
        CCP_L2112_2_1,
        DECRET_2025_1383,
        DOCTRINE_OFFRE,
        DOCTRINE_CREDITS_IAE,
    ),
    instruments=("reserve_handicap",),
    verifiee_le=RELUE,
)

MIXTE = Note(
    code="reserve-mixte",
    titre="La réservation conjointe, insertion et handicap",
    resume="Les deux secteurs concourent ensemble sur le même lot.",
    ce_que_c_est=(
        "Depuis la loi du 7 décembre 2020, un même marché ou un même lot peut être réservé à la fois aux structures "
        "d'insertion et à celles du handicap.",
    ),
    quand=(
        "Quand ni l'un ni l'autre des deux secteurs n'offre assez de concurrence à lui seul.",
        "Quand le métier est tenu par les deux : espaces verts, nettoyage, restauration, textile.",
    ),
    ce_qu_il_faut=(
        "L'annonce des deux réservations dans l'avis, avec leurs articles ; dans les documents de la consultation "
        "s'il n'y a pas d'avis.",
        "Pour chaque candidat, la part minimale de 50 % du secteur dont il relève.",
    ),
    points_d_attention=(
        *_EN_PLUS,
        "Les deux secteurs n'ont ni les mêmes aides ni les mêmes coûts : regarder les prix avec cela en tête.",
        "L'article sur le cumul se lit de seconde main : le relire.",
    ),
    ne_permet_pas=(
        "Additionner les deux publics pour atteindre la moitié dans une seule structure, sans vérifier.",
        "Y joindre la réservation pénitentiaire : elle ne se cumule avec aucune autre.",
    ),
    references=(CCP_L2113_14, CCP_L2113_12, CCP_L2113_13, CCP_R2113_7, DOCTRINE_OFFRE, DOCTRINE_CREDITS_IAE),
    instruments=("reserve_mixte",),
    verifiee_le=RELUE,
)

PENITENTIAIRE = Note(
    code="reserve-penitentiaire",
    titre="La réservation pénitentiaire",
    resume="Des biens ou des services produits en établissement pénitentiaire.",
    ce_que_c_est=(
        "La concurrence est réservée aux opérateurs qui emploient des personnes détenues pour produire, en "
        "établissement pénitentiaire, les biens ou les services achetés.",
    ),
    quand=(
        "Façonnage, conditionnement, mobilier, confection, saisie, relation à distance : ce qui se fait sur place.",
        "Quand un atelier existe, dans ce métier, avec une capacité libre.",
    ),
    ce_qu_il_faut=(
        _ANNONCE,
        "Chez le titulaire, au moins 50 % de personnes détenues affectées à cette production.",
        "Un échange préalable avec l'administration pénitentiaire : délais, sécurité, contrôle des entrées.",
    ),
    points_d_attention=(
        *_EN_PLUS,
        "Les aléas de la détention touchent les délais : prévoir de la marge et un stock.",
    ),
    ne_permet_pas=(
        "Des travaux ou des services exécutés hors de l'établissement.",
        "Compter ces heures comme celles d'une autre voie, sans l'écrire.",
        "Réserver en même temps à l'insertion, au handicap ou à l'économie sociale et solidaire : les réservations ne "
        "se cumulent pas avec celle-ci.",
    ),
    references=(CCP_L2113_13_1, CCP_L2113_14, CCP_R2113_7, DECRET_2022_1683),
    instruments=("reserve_penitentiaire",),
    verifiee_le=RELUE,
)

ESS = Note(
    code="reserve-ess",
    titre="La réservation à l'économie sociale et solidaire",
    resume="Réservée à quelques services de santé, sociaux ou culturels, trois ans au plus.",
    ce_que_c_est=(
        "La concurrence est réservée aux entreprises de l'économie sociale et solidaire pour des services de santé, "
        "sociaux ou culturels d'une liste fermée de codes CPV.",
        "Elle tient au statut du titulaire, non à l'emploi de personnes en insertion.",
    ),
    quand=("Petite enfance, aide à domicile, action culturelle, médiation, quand le code CPV est dans la liste.",),
    ce_qu_il_faut=(
        "Un marché qui porte exclusivement sur des services de la liste : le vérifier code par code.",
        "Une durée de trois ans au plus, reconductions comprises.",
        "Un titulaire qui n'a pas eu, dans les trois années précédentes, un marché réservé de même nature.",
        "Un titulaire dont l'objectif est d'assumer une mission de service public liée à ces services.",
    ),
    points_d_attention=(
        *_EN_PLUS,
        "La liste citée ici est celle de la directive ; l'avis annexé au code est à relire.",
        "Si l'on veut de l'insertion, le dire en plus : heures, publics, suivi.",
        "L'article vise le pouvoir adjudicateur, y compris lorsqu'il agit en tant qu'entité adjudicatrice ; une "
        "entité qui n'est pas un pouvoir adjudicateur ne peut pas s'en servir.",
    ),
    ne_permet_pas=(
        "Réserver du nettoyage, des espaces verts ou de la restauration au seul titre de l'ESS.",
        "Reconduire le même titulaire sans remise en concurrence ouverte.",
    ),
    references=(CCP_L2113_15, DIRECTIVE_77),
    instruments=("reserve_ess",),
    verifiee_le=RELUE,
)

MARCHE_INSERTION = Note(
    code="marche-insertion",
    titre="Le marché de services d'insertion",
    resume="On achète le parcours lui-même ; l'activité n'en est que le support.",
    ce_que_c_est=(
        "L'objet du marché est la prestation d'insertion : recruter, encadrer, former, accompagner des personnes. "
        "Le chantier ou l'atelier en est le moyen. Les anciens marchés de l'article 30 en étaient.",
        "Il relève des services sociaux et autres services spécifiques : procédure adaptée quel que soit le montant.",
    ),
    quand=(
        "Quand la collectivité veut d'abord des parcours, et accepte que l'ouvrage suive leur rythme.",
        "Le titulaire est le plus souvent un atelier et chantier d'insertion.",
    ),
    ce_qu_il_faut=(
        "Un objet écrit comme tel : nombre de personnes, durée des parcours, encadrement, résultats attendus.",
        "Des critères d'attribution sur l'accompagnement, non sur le seul prix de l'ouvrage.",
        "Des indicateurs de parcours et un comité de suivi.",
    ),
    points_d_attention=(
        "La procédure adaptée n'ôte ni la publicité, ni la mise en concurrence, ni l'avis d'attribution.",
        "Si l'ouvrage prime, c'est un marché ordinaire : le qualifier autrement l'exposerait.",
        "Au-dessus du seuil européen, écrire le parcours comme condition d'exécution.",
    ),
    ne_permet_pas=(
        "Acheter des travaux sous couvert d'insertion.",
        "Se confondre avec une subvention : le besoin est celui de l'acheteur.",
    ),
    references=(CCP_L2123_1, CCP_R2123_1, CCP_L2112_2_1),
    instruments=("marche_insertion",),
)
