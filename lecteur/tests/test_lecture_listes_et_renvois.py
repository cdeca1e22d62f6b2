"""Cinq tournures au moins de chaque faute : tableaux aplatis, lots collés, renvois à la phrase d'avant, listes."""

import pytest

from lecteur.extraction import Texte, extraire
from lecteur.mesure import trouves


def lus(texte: str) -> dict[str, set[str]]:
    return trouves(extraire(Texte.depuis(texte)))


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        (
            "LOT / DESIGNATION / HEURES INSERTION\n01 Démolition 140\n02 Charpente 0\n03 Gros oeuvre 1 960",
            {"140 lot 1", "1960 lot 3"},
        ),
        (
            "Insertion par lot\nLot Intitulé Nombre d'heures\n1 VRD 320\n2 Gros œuvre 1 150\n"
            "4 Monte-charge -\n5 CFO 260",
            {"320 lot 1", "1150 lot 2", "260 lot 5"},
        ),
        (
            "Clause d'insertion\nN° de lot Désignation Heures\nLot 1 Terrassement 210 h\n"
            "Lot 2 Peinture 35 h\nTotal 245 h",
            {"210 lot 1", "35 lot 2", "245 marche"},
        ),
        (
            "Heures d'insertion à réaliser\nN° lot / Nature / Heures\n1 / Bardage / 90\n2 / Serrurerie / 45",
            {"90 lot 1", "45 lot 2"},
        ),
        (
            "Lots Corps d'état Heures d'insertion\n3. Plomberie 70\n4. Électricité néant\n5. Sols souples 105",
            {"70 lot 3", "105 lot 5"},
        ),
        ("Heures d'insertion\nLot / 1 / 2 / 3\nHeures / 500 / 320 / 140", {"500 lot 1", "320 lot 2", "140 lot 3"}),
        (
            "Engagements d'insertion (en heures) :\nLots | 4 | 5\nVolume horaire | 1 200 | 70",
            {"1200 lot 4", "70 lot 5"},
        ),
        ("Clause d'insertion\nN° de lot ; 1 ; 2\nNombre d'heures ; 300 ; 45", {"300 lot 1", "45 lot 2"}),
    ],
)
def test_un_tableau_aplati_est_lu_par_son_entete(texte: str, heures: set[str]) -> None:
    assert lus(texte)["heures"] == heures


@pytest.mark.parametrize(
    "texte",
    [
        "Clause d'insertion\nLot Intitulé Montant\n1 VRD 320\n2 Gros œuvre 1 150",
        "Clause d'insertion\nLot Intitulé Heures\n1 Bâtiment 2 140\n2 Bâtiment 3 150",  # 140 ou 2 140 heures ?
        "Clause d'insertion\nLot Intitulé Heures\n1 VRD 320\n2 Peinture 2 150\nTotal 470",  # le total le dément
        "Lot Intitulé Heures d'intervention\n1 VRD 320\n2 Peinture 150\nClause d'insertion : voir le CCAP.",
        "Clause d'insertion\nLot / 1 / 2 / 3\nHeures / 500 / 320",
    ],
)
def test_un_tableau_qui_ne_se_lit_pas_se_tait(texte: str) -> None:
    assert lus(texte)["heures"] == set()


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        ("Clause sociale d'insertion : Lot01:210h;Lot02:140h;Lot03:sans objet", {"210 lot 1", "140 lot 2"}),
        ("Heures d'insertion : lot1:100 h;lot2:50 h;lot3:25 h", {"100 lot 1", "50 lot 2", "25 lot 3"}),
        ("Insertion : LOT1=80 heures ; LOT2=60 heures", {"80 lot 1", "60 lot 2"}),
        ("Clause d'insertion - Lot1 : 300 heures ; Lot3 : 70 heures", {"300 lot 1", "70 lot 3"}),
        ("Clause d'insertion (heures) Lot04:210h;Lot05:néant;Lot06:35h", {"210 lot 4", "35 lot 6"}),
    ],
)
def test_les_lots_colles_a_leur_numero_restent_une_liste(texte: str, heures: set[str]) -> None:
    assert lus(texte)["heures"] == heures


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        (
            "La clause sociale porte sur les lots 2, 4 et 7. Elle représente respectivement 180, 240 et 75 heures de"
            " travail d'insertion.",
            {"180 lot 2", "240 lot 4", "75 lot 7"},
        ),
        (
            "Les lots 1 et 3 sont concernés par la clause d'insertion. Les volumes sont respectivement de 300 et 90 h.",
            {"300 lot 1", "90 lot 3"},
        ),
        (
            "La clause d'insertion vise les lots n° 5 et 6. Il est demandé 120 heures et 60 heures respectivement.",
            {"120 lot 5", "60 lot 6"},
        ),
        (
            "Sont soumis à la clause d'insertion les lots 2 à 4. Respectivement, 70, 80 et 90 heures sont dues.",
            {"70 lot 2", "80 lot 3", "90 lot 4"},
        ),
        (
            "Les lots 8 et 9 comportent une clause d'insertion. Ils doivent respectivement 45 h et 35 h.",
            {"45 lot 8", "35 lot 9"},
        ),
        # autant d'heures que de lots, sinon rien n'est sûr
        (
            "La clause sociale d'insertion porte sur les lots 2, 4 et 7. "
            "Elle représente respectivement 180 et 75 heures.",
            set(),
        ),
    ],
)
def test_respectivement_renvoie_aux_lots_de_la_phrase_d_avant(texte: str, heures: set[str]) -> None:
    assert lus(texte)["heures"] == heures


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        (
            "Le titulaire consacre à l'insertion 6 % des heures travaillées, avec un minimum de 250 heures.",
            {"250 marche"},
        ),
        ("Clause d'insertion : 5 % du temps de travail, plancher de 120 heures.", {"120 marche"}),
        ("Clause d'insertion : 8 % des heures du marché et au moins 300 heures.", {"300 marche"}),
        ("Insertion : 7 % des heures de production, soit au minimum 210 heures.", {"210 marche"}),
        ("Insertion : 7 % des heures de production, sans être inférieure à 210 heures.", {"210 marche"}),
        (
            "Clause d'insertion : 4 % des heures, minimum 90 heures. Ce minimum s'entend par période annuelle.",
            {"90 marche par an"},
        ),
        ("Le titulaire réalise 300 heures d'insertion. Ce volume s'entend par an.", {"300 marche par an"}),
        ("Clause d'insertion du lot 2 : 150 heures. Ce nombre d'heures est annuel.", {"150 lot 2 par an"}),
        (
            "Le titulaire doit 420 heures d'insertion. Ces heures s'entendent par année de marché.",
            {"420 marche par an"},
        ),
        ("Clause d'insertion : 80 heures. Cet engagement est dû chaque année.", {"80 marche par an"}),
        ("Le titulaire doit 420 heures d'insertion. Ces heures font l'objet d'un bilan annuel.", {"420 marche"}),
        ("Clause d'insertion : 7 % des 24 000 heures travaillées.", set()),
    ],
)
def test_un_plancher_suit_un_taux_et_la_phrase_d_apres_dit_son_rythme(texte: str, heures: set[str]) -> None:
    assert lus(texte)["heures"] == heures


@pytest.mark.parametrize(
    ("texte", "formules"),
    [
        ("L'insertion : 6 % des heures travaillées, avec un minimum de 250 heures.", {"pourcentage_heures 6"}),
        ("Clause d'insertion : 5 % du temps de travail, et au moins 120 heures.", {"pourcentage_heures 5"}),
        ("Insertion : 7 % des heures de production, sans être inférieure à 210 heures.", {"pourcentage_heures 7"}),
        ("Clause d'insertion : 4 % des heures, minimum 90 heures par an.", {"pourcentage_heures 4"}),
        ("Clause d'insertion du lot 2 : 8 % des heures, au minimum 70 heures.", {"pourcentage_heures 8"}),
        ("Clause d'insertion : minimum de 250 heures.", {"fixe"}),
        ("Insertion : 5 % des 24 000 heures, soit 1 200 heures d'insertion.", {"pourcentage_heures 5", "fixe"}),
    ],
)
def test_un_plancher_n_est_pas_une_formule_de_plus(texte: str, formules: set[str]) -> None:
    assert lus(texte)["formules"] == formules


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        ("Clause d'insertion du lot 4. Objectif : 90 heures.", {"90 lot 4"}),
        ("Le titulaire mène une action d'insertion. L'objectif est de 210 heures.", {"210 marche"}),
        ("Le lot 2 comporte une clause sociale. Objectif horaire : 70 h.", {"70 lot 2"}),
        ("Le titulaire mène une action d'insertion. Objectif minimal de 300 heures.", {"300 marche"}),
        ("Le marché comporte une clause d'insertion. Cible : 120 heures.", {"120 marche"}),
        ("Le marché comporte une clause d'insertion. L'objectif de remise en service est de 24 heures.", set()),
    ],
)
def test_un_objectif_est_un_volume(texte: str, heures: set[str]) -> None:
    assert lus(texte)["heures"] == heures


@pytest.mark.parametrize(
    ("texte", "instruments"),
    [
        ("Peuvent seuls soumissionner au lot n° 6 les ateliers et chantiers d'insertion et les EI.", {"reserve_iae"}),
        ("Peuvent seules candidater les entreprises adaptées et les ESAT.", {"reserve_handicap"}),
        ("Ne peuvent présenter une offre que les structures d'insertion par l'activité économique.", {"reserve_iae"}),
        ("Sont seuls admis à concourir les SIAE, les entreprises adaptées et les ESAT.", {"reserve_mixte"}),
        ("Ne peuvent soumissionner au lot 3 que les entreprises adaptées.", {"reserve_handicap"}),
        ("Les entreprises d'insertion peuvent soumissionner au lot 3, seules ou en groupement.", set()),
        ("Peuvent seuls soumissionner les candidats ayant visité le site ; une clause d'insertion s'applique.", set()),
    ],
)
def test_qui_peut_seul_repondre_dit_la_reservation(texte: str, instruments: set[str]) -> None:
    lecture = lus(texte)
    assert lecture["reservations"] == instruments
    assert not instruments or lecture["detection"]


@pytest.mark.parametrize(
    ("texte", "publics"),
    [
        (
            "Le titulaire réserve 10 % des heures à des jeunes de moins de 26 ans et à des travailleurs handicapés.",
            {"jeune", "boeth"},
        ),
        ("Le titulaire réserve 200 heures à des demandeurs d'emploi de longue durée.", {"deld"}),
        ("L'entreprise réservera 5 % des heures travaillées à des allocataires du RSA.", {"rsa"}),
        (
            "Le prestataire réserve une part des heures à des chômeurs de longue durée ou à des réfugiés.",
            {"deld", "refugie"},
        ),
        ("Le titulaire réserve 300 heures de travail aux habitants des quartiers prioritaires.", {"qpv"}),
    ],
)
def test_des_heures_reservees_a_des_gens_sont_de_l_insertion(texte: str, publics: set[str]) -> None:
    lecture = lus(texte)
    assert lecture["detection"]
    assert lecture["publics"] == publics


@pytest.mark.parametrize(
    "texte",
    [
        "Le GEIQ du BTP et la régie de quartier de Bellevue sont des partenaires possibles du titulaire.",
        "La régie de quartier des Aubiers peut mettre des salariés à disposition du titulaire pour l'insertion.",
        "Le GEIQ Propreté, l'EPIDE et la régie de territoire sont à la disposition des entreprises, salariés compris.",
        "Une régie de quartier et un GEIQ interviennent sur le territoire auprès des salariés.",
        "Les GEIQ et les régies de quartier pourront être sollicités par le titulaire pour trouver des salariés.",
        "Pour mémoire, le marché précédent visait uniquement les bénéficiaires du RSA.",
        "Lors du précédent marché, les publics étaient des réfugiés et des seniors.",
        "L'ancien marché s'adressait aux demandeurs d'emploi de longue durée.",
        "Le marché sortant a bénéficié à des allocataires du RSA et à des jeunes de moins de 26 ans.",
        "À titre de rappel, la clause du contrat antérieur concernait les travailleurs handicapés.",
    ],
)
def test_ni_partenaire_ni_marche_passe_ne_donnent_de_public(texte: str) -> None:
    assert lus(f"Clause d'insertion : 300 heures.\n{texte}")["publics"] == set()


@pytest.mark.parametrize(
    ("texte", "publics"),
    [
        ("- inscrits à France Travail depuis plus de 24 mois", {"detld"}),
        ("- être inscrit comme demandeur d'emploi depuis au moins vingt-quatre mois", {"detld"}),
        ("- inscription à Pôle emploi depuis plus de deux ans", {"detld"}),
        ("- être sans hébergement ou hébergé", {"sans_hebergement"}),
        ("- sans emploi depuis plus de 24 mois", {"detld"}),
        ("- demandeurs d'emploi depuis plus de 24 mois", {"detld"}),
        ("- salariés d'une régie de quartier\n- salariés d'un GEIQ", {"regie", "geiq"}),
    ],
)
def test_une_liste_nomme_son_public(texte: str, publics: set[str]) -> None:
    assert lus(f"Clause d'insertion. Publics éligibles :\n{texte}")["publics"] == publics


@pytest.mark.parametrize(
    "dernier", ["c) être sans hébergement.", "c ) sans abri.", "- sans hébergement.", "• sans abri"]
)
def test_le_dernier_d_une_liste_n_est_pas_un_titre(dernier: str) -> None:
    texte = f"Clause d'insertion. Critères :\na) être allocataire du RSA ;\nb) être parent isolé ;\n{dernier}"
    assert lus(texte)["publics"] == {"rsa", "parent_isole", "sans_hebergement"}


@pytest.mark.parametrize("puce", ["- ", "• ", "1) ", "a) ", "", "* "])
def test_une_liste_longue_va_jusqu_au_bout(puce: str) -> None:
    gens = [
        "allocataires du RSA",
        "allocataires de l'ASS",
        "allocataires de l'AAH",
        "travailleurs handicapés",
        "parents isolés",
        "réfugiés",
        "titulaires d'une pension d'invalidité",
        "jeunes sortants de l'ASE",
        "personnes placées sous main de justice",
        "personnes sans hébergement",
        "demandeurs d'emploi de plus de 50 ans",
    ]
    liste = "\n".join(f"{puce}{g} ;" for g in gens)
    assert lus(f"Clause d'insertion. Les critères d'éligibilité sont les suivants :\n{liste}")["publics"] == {
        "rsa",
        "ass",
        "aah",
        "boeth",
        "parent_isole",
        "refugie",
        "invalidite",
        "sortant_ase",
        "ppsmj",
        "sans_hebergement",
        "senior",
    }


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        (
            "La clause d'insertion est modifiée pour le lot 3. Il faut lire 260 heures au lieu de 620 heures.",
            "260 lot 3",
        ),
        ("La clause d'insertion du lot 3 est modifiée. Il convient de lire 260 heures au lieu de 620.", "260 lot 3"),
        ("La clause d'insertion du lot 2 est rectifiée. Il y a lieu de lire 140 heures.", "140 lot 2"),
        ("Clause d'insertion du lot 4 : erreur de volume. Lire 95 heures.", "95 lot 4"),
        ("La clause d'insertion du lot 5 est corrigée. Lisez 315 heures et non 135 heures.", "315 lot 5"),
        ("Clause d'insertion du lot 8\nAu lieu de : 150 heures\nIl faut lire : 510 heures", "510 lot 8"),
        ("Article 9, clause d'insertion du lot 2 :\nLire 75 heures au lieu de 57 heures.", "75 lot 2"),
        ("Le volume d'insertion du lot 6 est erroné.\nAu lieu de 300 heures, lire 330 heures.", "330 lot 6"),
        ("Dans la clause d'insertion du lot 1 :\nau lieu de « 90 heures »,\nlisez « 190 heures ».", "190 lot 1"),
        ("Clause d'insertion, lot 4, page 12.\nIl convient de lire : 245 heures.", "245 lot 4"),
    ],
)
def test_un_rectificatif_vaut_pour_le_lot_de_la_phrase_d_avant(texte: str, heures: str) -> None:
    assert lus(texte)["heures"] == {heures}


@pytest.mark.parametrize(
    ("suite", "heures"),
    [
        ("sans que le volume annuel puisse descendre sous 320 heures", {"320 marche par an"}),
        ("sans que le volume puisse descendre en dessous de 320 heures", {"320 marche"}),
        ("qui ne peut tomber sous 320 heures", {"320 marche"}),
        ("sans pouvoir descendre au-dessous de 320 heures", {"320 marche"}),
        ("ce volume ne pouvant être en deçà de 320 heures", {"320 marche"}),
        ("le titulaire intervenant sous 32 heures", set()),
    ],
)
def test_ne_pas_descendre_sous_un_volume_est_un_minimum(suite: str, heures: set[str]) -> None:
    lecture = lus(f"Le titulaire consacre à l'insertion 8 % du temps total de travail, {suite}.")
    assert lecture["heures"] == heures
    assert lecture["formules"] == {"pourcentage_heures 8"}


@pytest.mark.parametrize("suite", ["sont exigées", "sont dues", "sont imposées", "sont attendues", "sont requises"])
def test_des_heures_exigees_de_chacun_des_lots_d_avant(suite: str) -> None:
    texte = f"Les lots 1 et 5 sont assortis d'une clause d'insertion. Pour chacun d'eux, 120 heures {suite}."
    assert lus(texte)["heures"] == {"120 lot 1", "120 lot 5"}


@pytest.mark.parametrize(
    "gens",
    [
        "des stagiaires de l'école de la deuxième chance",
        "des sortants de l'EPIDE",
        "des stagiaires d'une E2C",
        "des volontaires de l'EPIDE",
        "des élèves d'une école de la 2e chance",
    ],
)
def test_parcours_ne_dit_pas_par_qui(gens: str) -> None:
    texte = f"Engagement d'insertion : le prestataire accueille des personnes en parcours dans une SIAE, {gens}."
    assert lus(texte)["publics"] == {"iae", "epide_e2c"}


@pytest.mark.parametrize(
    "texte",
    [
        "Publics : cf. article 20.1.1 du CCAG-Travaux.",
        "Les publics sont ceux de l'article 16.1.1 du CCAG-FCS.",
        "Publics éligibles : article 20.1.1.2 du CCAG Travaux.",
        "Les bénéficiaires sont définis à l'article 20.1.1 du CCAG.",
        "L'intérim d'insertion est compté pour la totalité des heures.",
    ],
)
def test_les_publics_du_ccag_sont_ceux_de_la_clause(texte: str) -> None:
    assert lus(texte)["detection"]
