"""Les valeurs datées : seuils, durées, plafonds d'heures, tarifs. Chacune porte son texte."""

from datetime import date
from decimal import Decimal

from regles.references import (
    CALIBRAGE_ARRONDI,
    CALIBRAGE_COUPLE_ANRU,
    CALIBRAGE_COUT_USUEL,
    CALIBRAGE_GUP,
    CALIBRAGE_NPNRU,
    CALIBRAGE_PROPRETE,
    CALIBRAGE_REPERES,
    CALIBRAGE_TAUX_USUELS,
    CCAG_20_1_1,
    CCP_L2112_2_1,
    CCP_L2112_2_1_DEROGATIONS,
    CCP_L2113_15,
    CCP_L2691_1,
    CCP_R2113_7,
    CCP_R2691_1,
    CONVENTION_DINUM,
    DECRET_2022_767,
    DECRET_2025_1383,
    DECRET_2025_1386,
    DIRECTIVE_4,
    DISPENSE_ANTERIEURE,
    DOCTRINE_AVE,
    DOCTRINE_CRITERE,
    DOCTRINE_OFFRE,
    DOCTRINE_PENALITES,
    SEUILS_UE,
    TRAVAIL_L3121_18,
    TRAVAIL_L3121_21,
    TRAVAIL_L3121_22,
    TRAVAIL_L3121_27,
    TRAVAIL_L3131_1,
)
from regles.socle import Palier, Reference, ValeurDatee

ORIGINE = date(2001, 1, 1)
CCAG_2021 = date(2021, 4, 1)


def _valeur(nom: str, unite: str, reference: Reference, *paliers: tuple[date, str]) -> ValeurDatee:
    return ValeurDatee(nom, unite, tuple(Palier(depuis, Decimal(v), reference) for depuis, v in paliers))


def _deux_textes(nom: str, unite: str, *paliers: tuple[date, str, Reference]) -> ValeurDatee:
    """Chaque palier a son propre texte."""
    return ValeurDatee(nom, unite, tuple(Palier(depuis, Decimal(v), texte) for depuis, v, texte in paliers))


def _seuil(nom: str, en_2024: str, en_2026: str) -> ValeurDatee:
    return _valeur(nom, "€", SEUILS_UE, (date(2024, 1, 1), en_2024), (date(2026, 1, 1), en_2026))


HEURES_PAR_ETP = _valeur("Heures par équivalent temps plein", "h", TRAVAIL_L3121_27, (ORIGINE, "1607"))

SEUIL_UE_ETAT = _seuil("Seuil européen, fournitures et services, État", "143000", "140000")
SEUIL_UE_COLLECTIVITES = _seuil("Seuil européen, fournitures et services, collectivités", "221000", "216000")
SEUIL_UE_RESEAUX = _seuil("Seuil européen, entités adjudicatrices et défense", "443000", "432000")
SEUIL_UE_SERVICES_SOCIAUX = _valeur(
    "Seuil européen propre aux services sociaux, pouvoirs adjudicateurs", "€", DIRECTIVE_4, (date(2016, 4, 1), "750000")
)
SEUIL_UE_TRAVAUX = _seuil("Seuil européen, travaux et concessions", "5538000", "5404000")

# Sous ces montants, ni publicité ni mise en concurrence préalables : une clause y reste possible.
DISPENSE_TRAVAUX = _deux_textes(
    "Dispense de publicité et de mise en concurrence, travaux",
    "€",
    (date(2020, 12, 8), "100000", DISPENSE_ANTERIEURE),
    (date(2026, 1, 1), "100000", DECRET_2025_1386),
)
DISPENSE_FOURNITURES_SERVICES = _deux_textes(
    "Dispense de publicité et de mise en concurrence, fournitures et services",
    "€",
    (date(2020, 1, 1), "40000", DISPENSE_ANTERIEURE),
    (date(2026, 4, 1), "60000", DECRET_2025_1386),
)
CHIFFRE_D_AFFAIRES_EXIGIBLE = _deux_textes(
    "Chiffre d'affaires exigible d'un candidat, en nombre de fois le montant estimé",
    "",
    (date(2019, 4, 1), "2", DECRET_2025_1383),
    (date(2026, 1, 1), "1.5", DECRET_2025_1383),
)

# La loi dit « au plus tard cinq ans après sa promulgation » (22 août 2021) ; le décret d'application, 21 août.
OBLIGATION_SOCIALE = _valeur(
    "Condition sociale obligatoire au-dessus des seuils européens, selon la loi (0 : non, 1 : oui)",
    "",
    CCP_L2112_2_1,
    (date(2021, 8, 24), "0"),
    (date(2026, 8, 22), "1"),
)
OBLIGATION_SOCIALE_DECRET = _valeur(
    "La même, au jour que donne le décret d'application (0 : non, 1 : oui)",
    "",
    DECRET_2022_767,
    (date(2022, 5, 3), "0"),
    (date(2026, 8, 21), "1"),
)
DEROGATION_TRAVAUX_MOIS = _valeur(
    "Durée sous laquelle des travaux peuvent déroger", "mois", CCP_L2112_2_1_DEROGATIONS, (date(2026, 8, 21), "6")
)
PART_RESERVEE = _valeur(
    "Part minimale de personnes, marché réservé IAE ou handicap", "%", CCP_R2113_7, (date(2019, 4, 1), "50")
)
PART_JEUNES_OUTRE_MER = _valeur(
    "Part des heures que peuvent devoir des jeunes domiciliés outre-mer", "%", CCP_R2691_1, (date(2019, 4, 1), "30")
)
RAPPORT_CHOMAGE_OUTRE_MER = _valeur(
    "Chômage des jeunes du territoire, en nombre de fois celui du pays", "", CCP_R2691_1, (date(2019, 4, 1), "1.5")
)
DUREE_ESS_MOIS = _valeur("Durée maximale d'un marché réservé ESS", "mois", CCP_L2113_15, (date(2019, 4, 1), "36"))
OFFRE_RESERVATION = _valeur(
    "Fournisseurs proches à partir desquels réserver le marché", "", DOCTRINE_OFFRE, (date(2023, 1, 1), "30")
)
OFFRE_LOT_RESERVE = _valeur(
    "Fournisseurs proches à partir desquels réserver un lot", "", DOCTRINE_OFFRE, (date(2023, 1, 1), "10")
)
OFFRE_CLAUSE = _valeur(
    "Fournisseurs proches à partir desquels une clause s'appuie sur l'offre",
    "",
    DOCTRINE_OFFRE,
    (date(2023, 1, 1), "1"),
)
DUREE_CRITERE_MOIS = _valeur(
    "Durée à partir de laquelle un critère social départage", "mois", DOCTRINE_CRITERE, (date(2019, 4, 1), "24")
)

DUREE_MAX_MOIS = _valeur("Durée de prise en compte d'une personne", "mois", DOCTRINE_AVE, (ORIGINE, "24"))
DUREE_MAX_CDI_MOIS = _valeur(
    "Durée de prise en compte d'un CDI, dans la durée restante du marché",
    "mois",
    CONVENTION_DINUM,
    (ORIGINE, "48"),
)

# Refuser une déclaration sans appel suppose que rien ne puisse l'expliquer : au-delà de 60 h par semaine
# même la dérogation la plus large (L3121-21) est dépassée. Entre 44 h (moyenne légale sur douze semaines,
# L3121-22) et 60 h, le mois peut être vrai (semaines à cheval, dérogation) : on demande à confirmer.
# Retenir 48 h (L3121-20) comme refus ferait tomber des mois licites : une semaine civile n'est pas un mois.
HEURES_SEMAINE_IMPOSSIBLES = _valeur(
    "Heures par semaine au-delà desquelles un mois est impossible", "h", TRAVAIL_L3121_21, (ORIGINE, "60")
)
# Un jour, le repos ne laisse que 13 h (24 h moins 11 h, L3131-1) : au-delà, rien ne l'explique. Entre 10 h (L3121-18)
# et 13 h, un accord (12 h, L3121-19) ou une dérogation peut le faire : on demande à confirmer.
HEURES_JOUR_IMPOSSIBLES = _valeur("Heures par jour, contrats très courts", "h", TRAVAIL_L3131_1, (ORIGINE, "13"))
HEURES_SEMAINE_A_CONFIRMER = _valeur(
    "Heures par semaine au-delà desquelles un mois est à confirmer", "h", TRAVAIL_L3121_22, (ORIGINE, "44")
)
HEURES_JOUR_A_CONFIRMER = _valeur("Heures par jour, à confirmer", "h", TRAVAIL_L3121_18, (ORIGINE, "10"))

PENALITE_HEURE = _valeur("Pénalité par heure manquante", "€", DOCTRINE_PENALITES, (ORIGINE, "60"))
PENALITE_ABSENCE = _valeur("Pénalité par absence à une réunion", "€", DOCTRINE_PENALITES, (ORIGINE, "100"))
PENALITE_TRANSMISSION = _valeur("Pénalité par transmission manquante", "€", DOCTRINE_PENALITES, (ORIGINE, "100"))

AGE_JEUNE = _valeur("Âge avant lequel on est « jeune de moins de 26 ans »", "ans", CCAG_20_1_1, (ORIGINE, "26"))
AGE_JEUNE_OUTRE_MER = _valeur("Âge avant lequel on est jeune, article L2691-1", "ans", CCP_L2691_1, (ORIGINE, "25"))
AGE_SENIOR = _valeur("Âge passé lequel on est « de plus de 50 ans »", "ans", CCAG_20_1_1, (ORIGINE, "50"))
DELD_MOIS = _valeur("Mois d'inscription d'un demandeur d'emploi de longue durée", "mois", CCAG_20_1_1, (ORIGINE, "12"))
DETLD_MOIS = _valeur(
    "Mois d'inscription d'un demandeur d'emploi de très longue durée", "mois", CCAG_20_1_1, (ORIGINE, "24")
)

# Calibrage : combien d'heures demander. Les repères de faisabilité sont des propositions, non des règles.
HEURES_PAR_JOUR = _valeur("Heures d'une journée de travail", "h", TRAVAIL_L3121_27, (ORIGINE, "7"))
HEURES_PAR_SEMAINE = _valeur("Heures d'une semaine de travail", "h", TRAVAIL_L3121_27, (ORIGINE, "35"))
HEURES_PAR_MOIS = _valeur("Heures d'un mois à temps plein", "h", TRAVAIL_L3121_27, (ORIGINE, "151.67"))
TAUX_ANRU = _valeur("Part d'insertion, investissements NPNRU", "%", CALIBRAGE_NPNRU, (ORIGINE, "5"))
TAUX_GUP = _valeur("Part d'insertion, gestion urbaine (NPNRU)", "%", CALIBRAGE_GUP, (ORIGINE, "10"))
PART_MAIN_D_OEUVRE_ANRU = _valeur("Part de main-d'œuvre, tableaux NPNRU", "%", CALIBRAGE_COUPLE_ANRU, (ORIGINE, "30"))
COUT_HORAIRE_ANRU = _valeur("Coût horaire, tableaux NPNRU", "€", CALIBRAGE_COUPLE_ANRU, (ORIGINE, "28"))
COUT_HORAIRE_USUEL = _valeur("Coût horaire d'usage", "€", CALIBRAGE_COUT_USUEL, (ORIGINE, "30"))
CONSTANTE_PROPRETE = _valeur(
    "Chiffre d'affaires d'une heure de propreté (20 € ÷ 80 %)", "€", CALIBRAGE_PROPRETE, (ORIGINE, "25")
)
PROPRETE_MINIMUM = _valeur(
    "Heures sous lesquelles on ne pose pas de clause en propreté", "h", CALIBRAGE_PROPRETE, (ORIGINE, "150")
)
TAUX_USUEL_MINIMUM = _valeur("Taux d'insertion d'usage, le plus bas", "%", CALIBRAGE_TAUX_USUELS, (ORIGINE, "5"))
TAUX_USUEL_MAXIMUM = _valeur("Taux d'insertion d'usage, le plus haut", "%", CALIBRAGE_TAUX_USUELS, (ORIGINE, "20"))
VOLUME_MINIMUM_LOT = _valeur("Volume plancher d'un lot", "h", CALIBRAGE_ARRONDI, (ORIGINE, "35"))
PART_DU_CHANTIER_TENDUE = _valeur(
    "Part du travail du marché confiée à l'insertion, tendue au-delà", "%", CALIBRAGE_REPERES, (ORIGINE, "20")
)
PART_DU_CHANTIER_IRREALISTE = _valeur(
    "Part du travail du marché confiée à l'insertion, irréaliste au-delà", "%", CALIBRAGE_REPERES, (ORIGINE, "50")
)
DUREE_POUR_RECRUTER = _valeur(
    "Durée sous laquelle recruter plus d'une personne est difficile", "mois", CALIBRAGE_REPERES, (ORIGINE, "3")
)
DUREE_TROP_COURTE = _valeur(
    "Durée sous laquelle recruter plus d'une personne ne se peut", "mois", CALIBRAGE_REPERES, (ORIGINE, "1")
)
FOURNISSEURS_PROCHES = _valeur("Fournisseurs proches pour que l'offre suffise", "", CALIBRAGE_REPERES, (ORIGINE, "3"))
ECART_AUX_COMPARABLES = _valeur(
    "Heures par 100 000 € : multiple de la médiane des marchés comparables, tendu au-delà",
    "",
    CALIBRAGE_REPERES,
    (ORIGINE, "1.5"),
)
REALISATION_DES_COMPARABLES = _valeur(
    "Réalisation médiane des marchés comparables, tendue en dessous", "%", CALIBRAGE_REPERES, (ORIGINE, "80")
)

MOIS_MINIMUM_PREVISION = 3
MOIS_DU_RYTHME = 6
SEUIL_DE_PUBLICATION = 5

VALEURS_DATEES = tuple(valeur for valeur in list(globals().values()) if isinstance(valeur, ValeurDatee))
