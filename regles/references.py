"""Les textes et les usages que citent les règles. `nature` dit si le texte oblige.

Un lien mène au texte même, ou n'est pas : l'accueil d'un site n'apprend rien à qui veut lire l'article.
"""

from datetime import date

from regles.socle import Reference

CCP = "Code de la commande publique"
TRAVAIL = "Code du travail"

CCP_L2112_2 = Reference("loi", CCP, "art. L2112-2", "", "A")
CCP_L2113_12 = Reference("loi", CCP, "art. L2113-12", "", "A")
CCP_L2113_13 = Reference("loi", CCP, "art. L2113-13", "", "A")
CCP_TRANCHES = Reference("règlement", CCP, "art. R2113-4 (tranches optionnelles)", "", "C")
SEUILS_UE = Reference("règlement", "Avis relatif aux seuils de procédure (annexe n° 2 du CCP)", "", "", "A")

CCP_L2111_1 = Reference("loi", CCP, "art. L2111-1 (définition du besoin)", "", "B")
CCP_L2112_2_1 = Reference(
    "loi", CCP, "art. L2112-2-1 (loi n° 2021-1104 du 22 août 2021, art. 35)", "", "B", date(2026, 11, 22)
)
CCP_L2112_2_1_DEROGATIONS = Reference(
    "loi",
    CCP,
    "art. L2112-2-1, dérogations (solution immédiatement disponible, lien avec l'objet, travaux de moins de six mois)",
    "",
    "B",
    date(2026, 11, 30),
)
CCP_L2112_2_1_DIFFICULTE = Reference(
    "loi",
    CCP,
    "art. L2112-2-1, dérogation (concurrence restreinte ou exécution difficile, rédaction à relire)",
    "",
    "C",
    date(2026, 11, 30),
)
CCP_L2112_2_ENVIRONNEMENT = Reference(
    "loi", CCP, "art. L2112-2 (condition environnementale, loi n° 2021-1104, art. 35)", "", "B"
)
CCP_R2152_7_ENVIRONNEMENT = Reference(
    "règlement", CCP, "art. R2152-7 (critère environnemental, décret n° 2022-767)", "", "B"
)
CCP_L2691_1 = Reference("loi", CCP, "art. L2691-1 (jeunes domiciliés outre-mer)", "", "A", date(2026, 11, 30))
CCP_R2691_1 = Reference(
    "règlement", CCP, "art. R2691-1 (1,5 fois le taux national, 30 % des heures)", "", "A", date(2026, 11, 30)
)
CCP_L2113_13_1 = Reference("loi", CCP, "art. L2113-13-1 (réservation pénitentiaire)", "", "A")
CCP_L2113_14 = Reference("loi", CCP, "art. L2113-14 (cumul des réservations)", "", "B")
CCP_L2113_15 = Reference("loi", CCP, "art. L2113-15 et L2113-16 (réservation ESS)", "", "A")
CCP_R2113_7 = Reference("règlement", CCP, "art. R2113-7 (part minimale de 50 %, annonce)", "", "B")
DECRET_2022_1683 = Reference(
    "règlement", "Décret n° 2022-1683 du 28 décembre 2022", "part de 50 % de personnes détenues", "", "B"
)
CCP_L2123_1 = Reference("loi", CCP, "art. L2123-1 (procédure adaptée)", "", "B")
CCP_R2123_1 = Reference("règlement", CCP, "art. R2123-1, 3° (services sociaux et autres services spécifiques)", "", "A")
CCP_L2152_7 = Reference("loi", CCP, "art. L2152-7 et R2152-7 (critères d'attribution)", "", "A")
CCP_L2312_1_1 = Reference("loi", CCP, "art. L2312-1-1 (simple faculté en défense ou sécurité)", "", "A")
CCP_L3114_2_1 = Reference("loi", CCP, "art. L3114-2-1 (concessions)", "", "B")
CCP_L3113_1 = Reference("loi", CCP, "art. L3113-1 et suivants (concessions réservées)", "", "B")
DECRET_2022_767 = Reference(
    "règlement", "Décret n° 2022-767 du 2 mai 2022", "entrée en vigueur au 21 août 2026", "", "B"
)
DIRECTIVE_77 = Reference(
    "règlement",
    "Directive 2014/24/UE, services que l'on peut réserver (liste reprise par l'avis annexé au CCP)",
    "art. 77, § 1",
    "https://eur-lex.europa.eu/eli/dir/2014/24/oj",
    "C",
)
DIRECTIVE_4 = Reference(
    "règlement",
    "Directive 2014/24/UE, seuil propre aux services sociaux et autres services spécifiques",
    "art. 4, d",
    "https://eur-lex.europa.eu/eli/dir/2014/24/oj",
    "A",
)
AVENANT_ACCORD = Reference(
    "doctrine", "Guide de l'achat public (OECP), accord du titulaire pour ajouter une clause", "", "", "A"
)
DOCTRINE_OFFRE = Reference(
    "doctrine",
    "Seuils d'offre locale observés sur la place de marché de l'inclusion",
    "",
    "",
    "A",
)
DOCTRINE_CREDITS_IAE = Reference(
    "doctrine", "Crédits de l'insertion par l'activité économique, en baisse en 2025 et en 2026", "", "", "B"
)
DECRET_2025_1386 = Reference(
    "règlement",
    "Décret n° 2025-1386 du 29 décembre 2025",
    "dispense de publicité et de mise en concurrence",
    "",
    "B",
)
DISPENSE_ANTERIEURE = Reference("règlement", CCP, "art. R2122-8, seuils antérieurs au décret n° 2025-1386", "", "C")
DECRET_2025_1383 = Reference(
    "règlement",
    "Décret n° 2025-1383 du 29 décembre 2025",
    "art. R2142-7 du CCP (chiffre d'affaires exigible)",
    "",
    "B",
)
ENVIRONNEMENT_L541_10_6 = Reference(
    "loi", "Code de l'environnement", "art. L541-10-6 (marchés de déchets des éco-organismes)", "", "C"
)
DOCTRINE_OUVERTURES = Reference(
    "doctrine", "Usages rapportés du métier, tâches ouvertes à l'insertion par nature d'achat", "", "", "C"
)
DOCTRINE_CRITERE = Reference("doctrine", "Usage rapporté du critère social, selon la durée du marché", "", "", "C")

CCAG_20_1 = Reference(
    "règlement",
    "CCAG 2021 (arrêtés du 30 mars 2021), clause d'insertion sociale",
    "art. 20.1 (Travaux) ou 16.1 (FCS, PI, TIC, MI)",
    "",
    "B",
)
CCAG_20_1_1 = Reference(
    "règlement",
    "CCAG 2021, publics éligibles",
    "art. 20.1.1 (Travaux) ou 16.1.1 (FCS, PI, TIC, MI)",
    "",
    "B",
)
CCAG_20_1_2 = Reference(
    "règlement",
    "CCAG 2021, heures de formation comprises dans le contrat de travail",
    "art. 20.1.2 (Travaux) ou 16.1.2 (FCS, PI, TIC, MI)",
    "",
    "B",
)

TRAVAIL_L3121_18 = Reference("loi", TRAVAIL, "art. L3121-18 et L3121-19 (10 h, 12 h par jour)", "", "A")
TRAVAIL_L3121_20 = Reference("loi", TRAVAIL, "art. L3121-20 (48 h par semaine)", "", "C")
TRAVAIL_L3121_21 = Reference("loi", TRAVAIL, "art. L3121-21 (60 h, circonstances exceptionnelles)", "", "A")
TRAVAIL_L3121_22 = Reference("loi", TRAVAIL, "art. L3121-22 (44 h en moyenne sur 12 semaines)", "", "A")
TRAVAIL_L3121_23 = Reference("loi", TRAVAIL, "art. L3121-23 (46 h en moyenne, par accord)", "", "A")
TRAVAIL_L3121_27 = Reference("loi", TRAVAIL, "art. L3121-27 et L3121-41 (1 607 h par an)", "", "C")
PLEIN_EMPLOI = Reference(
    "loi",
    "Loi n° 2023-1196 du 18 décembre 2023 pour le plein emploi",
    "inscription de tous, catégories F et G, contrat d'engagement",
    "",
    "B",
    date(2026, 11, 30),
)
EITI_2018 = Reference(
    "loi",
    "Loi n° 2018-771 du 5 septembre 2018, art. 83, et décret n° 2018-1198",
    "expérimentation des EITI, jusqu'au 22 décembre 2026",
    "",
    "B",
    date(2026, 11, 30),
)
QPV_2015 = Reference(
    "règlement", "Décrets n° 2014-1750 et 2014-1751 du 30 décembre 2014, quartiers de 2015", "", "", "B"
)
QPV_2024 = Reference(
    "règlement",
    "Décret n° 2023-1314 du 28 décembre 2023 modifié par le décret n° 2024-806",
    "métropole",
    "",
    "B",
)
QPV_2025 = Reference(
    "règlement", "Décret n° 2024-1212 du 27 décembre 2024, en vigueur au 1er janvier 2025", "outre-mer", "", "B"
)
TRAVAIL_L3131_1 = Reference(
    "loi", TRAVAIL, "art. L3131-1 (11 h de repos par jour, donc 13 h de travail au plus)", "", "C"
)
TRAVAIL_L5132_4 = Reference("loi", TRAVAIL, "art. L5132-4 (structures de l'IAE)", "", "A")
TRAVAIL_L5212_13 = Reference("loi", TRAVAIL, "art. L5212-13 (obligation d'emploi)", "", "A")
TRAVAIL_R5132_1_7 = Reference("règlement", TRAVAIL, "art. R5132-1-7 (pièces gardées 24 mois)", "", "B")
ARRETE_IAE_2025 = Reference(
    "règlement",
    "Arrêté du 4 septembre 2025, critères et pièces de l'IAE (par analogie pour la clause)",
    "annexe",
    "",
    "B",
    date(2025, 9, 4),
)

CONVENTION_MARCHE = Reference(
    "convention", "Documents particuliers du marché (CCAP, acte d'engagement)", "clause d'insertion", "", "A"
)
CONVENTION_UGAP = Reference(
    "convention", "Clause type UGAP : 220 h par 100 000 € HT facturés", "clause d'insertion", "", "A"
)
CONVENTION_DINUM = Reference(
    "convention",
    "CCAP 21_BAM_048 (DINUM, 2021) : seuil de déclenchement, publics, durée des CDI, pénalités",
    "clause d'insertion",
    "",
    "A",
)
CONVENTION_GROUPEMENT = Reference(
    "convention", "Convention de groupement et acte d'engagement", "répartition entre cotraitants", "", "A"
)
DOCTRINE_AVE = Reference(
    "doctrine", "Recueil des fondamentaux d'Alliance Villes Emploi", "éligibilité, durée, suivi", "", "C"
)
DOCTRINE_PENALITES = Reference(
    "doctrine", "Proposition du réseau des facilitateurs (60 €/h, 100 €, 100 €)", "", "", "A"
)
DOCTRINE_SUIVI = Reference(
    "doctrine", "usage du suivi, cinq chiffres distincts, pourcentages jamais plafonnés", "", "", "D"
)
DOCTRINE_CYCLES = Reference(
    "doctrine", "Deux contrôles : éligibilité du public, puis exécution des heures", "", "", "A"
)
CONVENTION_RESILIATION = Reference(
    "convention", "Lecture retenue à la résiliation, faute de texte", "à écrire dans le marché", "", "C"
)

CALIBRAGE_MAIN_D_OEUVRE = Reference(
    "doctrine", "Calcul par la main-d'œuvre, guides de facilitateurs (MEF Sud 77, MDE Alès Cévennes)", "", "", "B"
)
CALIBRAGE_NPNRU = Reference(
    "convention", "Conventions NPNRU : au moins 5 % des heures travaillées", "art. 8.2 des conventions", "", "A"
)
CALIBRAGE_COUPLE_ANRU = Reference(
    "doctrine", "Couple déduit d'un tableau NPNRU publié : 30 % de main-d'œuvre, 28 € de l'heure", "", "", "D"
)
CALIBRAGE_GUP = Reference("convention", "Charte nationale d'insertion du NPNRU, gestion urbaine", "", "", "A")
CALIBRAGE_PROPRETE = Reference("doctrine", "PACT Propreté : calculateur de la branche de la propreté", "", "", "B")
CALIBRAGE_BAREME = Reference("convention", "Barème de la clause sociale de formation, guide de l'acheteur", "", "", "A")
CALIBRAGE_ARRONDI = Reference(
    "doctrine", "Usage : 24 volumes sur 43 relevés au BOAMP début 2021 sont des multiples de 35 h", "", "", "D"
)
CALIBRAGE_TAUX_USUELS = Reference("doctrine", "Taux d'insertion d'usage, guides locaux (5 à 20 %)", "", "", "B")
CALIBRAGE_COUT_USUEL = Reference("doctrine", "Coût horaire d'usage : 25 à 30 € (MEF Sud 77)", "", "", "B")
CALIBRAGE_REPERES = Reference(
    "doctrine", "Repères de faisabilité proposés ici, à valider par un facilitateur", "", "", "C"
)
CALIBRAGE_PARTS_PUBLIEES = Reference(
    "doctrine", "Part de main-d'œuvre publiée par un facilitateur (MEF Sud 77)", "", "", "B", date(2026, 11, 22)
)
CALIBRAGE_PARTS_PROPOSEES = Reference(
    "doctrine",
    "Ordre de grandeur du métier, proposé ici, à valider par un facilitateur",
    "",
    "",
    "C",
    date(2026, 11, 22),
)

RGPD_5 = Reference(
    "règlement",
    "Règlement (UE) 2016/679 (RGPD)",
    "art. 5, § 1, e (limitation de la conservation)",
    "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    "C",
)
DOCTRINE_PUBLICATION = Reference(
    "doctrine", "Usage de publication des données de l'inclusion", "cinq personnes au moins par case", "", "B"
)
CNIL_2023_095 = Reference(
    "doctrine",
    "CNIL, délibération n° 2023-095 du 14 septembre 2023 (référentiel social et médico-social, par analogie)",
    "",
    "",
    "B",
    date(2023, 11, 15),
)
ARCHIVES_MARCHES = Reference(
    "règlement", "Archives publiques et pièces des marchés", "durées d'utilité administrative", "", "C"
)
