"""Un lecteur qui invente est pire qu'un lecteur muet : ce qui trompe, ce qui reste à vérifier, ce qui est remplacé."""

import pytest

from lecteur.controle import Gravite, controler
from lecteur.extraction import Lecture, Texte, extraire
from lecteur.mesure import trouves


def lire(texte: str) -> Lecture:
    return extraire(Texte.depuis(texte))


def doutes(lecture: Lecture) -> list[str]:
    return [i.code for i in lecture.incomprehensions]


@pytest.mark.parametrize(
    ("texte", "formules"),
    [
        (
            "Clause d'insertion : 1 h par tranche de 4 000 euros HT de travaux facturés, à partir de 800 000 euros HT.",
            {"facturation 1/4000 seuil 800000"},
        ),
        (
            "Clause d'insertion : par tranche de 4 000 euros HT à partir de 800 000 euros HT, 1 heure.",
            {"facturation 1/4000 seuil 800000"},
        ),
        (
            "Clause d'insertion : 1 heure, à partir de 800 000 EUR HT de travaux, par tranche de 4 000 EUR HT.",
            {"facturation 1/4000 seuil 800000"},
        ),
        (
            "Clause d'insertion : 2 heures par tranche de 4 000 € HT (le marché étant de 800 000 € HT et plus).",
            {"facturation 2/4000 seuil 800000"},
        ),
        (
            "Clause d'insertion : 1 heure par tranche de 4 000 € HT au-delà de 800 000 € HT, soit 50 heures "
            "d'insertion pour 1 000 000 € HT.",
            {"facturation 1/4000 seuil 800000"},
        ),
        (
            "Clause sociale d'insertion\nIl est dû 1 heure par tranche de 4 000 € HT\nde travaux facturés à partir de\n"
            "800 000 € HT.",
            {"facturation 1/4000 seuil 800000"},
        ),
        ("Clause d'insertion : 6 heures tous les 9 000 € HT.", {"facturation 6/9000"}),
    ],
)
def test_un_seuil_n_est_pas_une_tranche(texte: str, formules: set[str]) -> None:
    lecture = lire(texte)
    assert trouves(lecture)["formules"] == formules
    assert lecture.volumes == ()


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        (
            "Clause d'insertion :Lot 1 : 280 heuresLot 2 - Toiture : 140 hlot 13 : 70 heures",
            {"280 lot 1", "140 lot 2", "70 lot 13"},
        ),
        (
            "Heures d'insertion : Lot 1Gros œuvre300hLot 2Peinture100h",
            {"300 lot 1", "100 lot 2"},
        ),
        (
            "Clause d'insertion : oTranche ferme : 300 hoTranche optionnelle 1 : 150 heures",
            {"300 tranche ferme", "150 tranche optionnelle 1"},
        ),
        (
            "Clause d'insertion : lots 1 (120 heures), 2 (70 heures) et 5 (35 heures).",
            {"120 lot 1", "70 lot 2", "35 lot 5"},
        ),
        (
            "Clause d'insertion : 900 h pour le lot 1 et 300 h pour chacun des lots 2 et 3.",
            {"900 lot 1", "300 lot 2", "300 lot 3"},
        ),
        (
            "Clause sociale : lot A : 90 heures / lot B : 60 heures / lot C : 30 heures",
            {"90 lot A", "60 lot B", "30 lot C"},
        ),
        ("HEURES D'INSERTION : LOT 1 : 300 HEURESLOT 2 : 150 HEURES", {"300 lot 1", "150 lot 2"}),
        ("Clause d'insertion : lot 1 - 350 h / lot 2 - 70 h / lot 3 - néant", {"350 lot 1", "70 lot 2"}),
        (
            "Clause d'insertion\nLot 1 - Charpente traditionnelle : 900 heures d'insertion\nLot 2 - Menuiseries "
            "intérieures : 300 heures d'insertion\nEnsemble : 1 200 heures d'insertion",
            {"900 lot 1", "300 lot 2", "1200 marche"},
        ),
        ("Le titulaire réalise 1 750 heurs d'insertion.", {"1750 marche"}),
        (
            "Clause d'insertion : 280 heures pour la première période et 140 heures pour chacune des reconductions.",
            {"280 marche", "140 marche par periode"},
        ),
        (
            "Ménage : 9 000 heures par an, avec une clause d'insertion de 450 heures par an.",
            {"450 marche par an"},
        ),
        (
            "Clause d'insertion : 1 350 heures, plus 1 h par tranche de 2 000 € HT au-delà de 700 000 € HT.",
            {"1350 marche"},
        ),
        ("Clause d'insertion : 35 heures par tranche de 20 000 € HT, et 70 heures au minimum.", {"70 marche"}),
        ("Clause d'insertion : 455 heures, hors lot 3.", {"455 marche"}),
        ("Clause d'insertion : 90 heures pour le lot 3 ; les autres lots ne sont pas concernés.", {"90 lot 3"}),
    ],
)
def test_des_lignes_perdues_se_retrouvent(texte: str, heures: set[str]) -> None:
    assert trouves(lire(texte))["heures"] == heures


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("Clause d'insertion. Lot 2210 heures.", "lot_incertain"),
        ("Clause d'insertion. Les lots 1, 2 et 3100 heures chacun.", "lot_incertain"),
        ("Clause d'insertion. Lots 4 et 5 200 heures.", "lot_incertain"),
        ("Clause d'insertion : 280 heuresLot 2 Toiture 140 heuresLot 3 Sols 70 heuresLot 13", "lot_incertain"),
        ("Clause d'insertion : 280 heures 140 heures pour les lots 2 et 6.", "lot_incertain"),
        ("Clause d'insertion : Fumisterie : 500 h ; Sprinklage : 120 h ; Peinture : 70 h.", "lot_incertain"),
        ("Clause d'insertion\nFumisterie : 500 heures\nSprinklage : 120 heures", "lot_incertain"),
        ("Clause d'insertion : Lot 1 : BardageLot 2 : Sols300 heures120 heures", "volume_incertain"),
        ("Clause d'insertion : 500 heures, 700 heures.", "volume_incertain"),
        ("Clause d'insertion : 50 heures d'insertion pour 1 000 heures travaillées.", "proportion"),
    ],
)
def test_ce_qui_n_est_pas_certain_est_a_verifier_et_rattache_a_rien(texte: str, code: str) -> None:
    lecture = lire(texte)
    assert (lecture.volumes, lecture.formules) == ((), ())
    doute = next(i for i in lecture.incomprehensions if i.code == code)
    assert doute.passage.texte
    assert doute.passage.texte in texte


def test_la_relecture_montre_le_doute_parmi_les_points_a_verifier() -> None:
    texte = Texte.depuis("Clause d'insertion. Les lots 1, 2 et 3100 heures chacun.")
    (point,) = [r for r in controler(extraire(texte), texte) if r.code == "incomprehensions"]
    assert (point.gravite, point.citation) == (Gravite.VERIFIER, "Les lots 1, 2 et 3100 heures chacun.")


@pytest.mark.parametrize(
    "texte",
    [
        "Clause d'insertion : 5 % des 12 000 heures de prestations estimées.",
        "L'entreprise réserve à l'insertion 5 % des heures travaillées (estimées à 12 000 heures).",
        "Clause d'insertion. Le marché précédent a permis 4 500 heures d'insertion.",
        "Clause d'insertion. Exemple : pour un marché de 1 000 000 € HT, l'entreprise réalise 200 heures d'insertion.",
        "L'acheteur se réserve la possibilité de demander 200 heures d'insertion.",
        "Clause d'insertion : un contrat de 12 mois à 26 heures par semaine.",
        "Clause d'insertion. Chaque salarié recruté a un contrat d'au moins 455 heures.",
        "Clause d'insertion. Si le candidat propose plus de 300 heures d'insertion, il obtient 10 points.",
        "Clause d'insertion. Un candidat qui propose au moins 400 heures d'insertion obtient la note maximale.",
        "Clause d'insertion. Si l'offre propose 300 heures d'insertion ou plus : 10 points.",
        "Clause d'insertion. Lorsque le candidat offre plus de 500 heures d'insertion : 5 points.",
        "Clause d'insertion. S'il propose plus de 500 heures d'insertion, le candidat est mieux noté.",
    ],
)
def test_des_heures_qui_ne_sont_pas_dues(texte: str) -> None:
    assert lire(texte).volumes == ()


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        ("Clause d'insertion : au lieu de 1 200 heures, lire 700 heures.", {"700 marche"}),
        ("Nombre d'heures d'insertion du lot 2 : au lieu de 1 200, lire 700.", {"700 lot 2"}),
        ("Clause d'insertion : lire 700 heures au lieu de 1 200 heures.", {"700 marche"}),
        ("Clause d'insertion : 700 heures (au lieu de 1 200 heures).", {"700 marche"}),
        ("Clause d'insertion : 700 heures et non pas 1 200 heures.", {"700 marche"}),
        ("L'engagement d'insertion du lot 3 est ramené de 1 200 h à 700 h.", {"700 lot 3"}),
        (
            "Les 1 200 heures d'insertion initialement prévues sont remplacées par 700 heures d'insertion.",
            {"700 marche"},
        ),
        ("Clause d'insertion : remplacer « 1 200 heures » par « 700 heures ».", {"700 marche"}),
        (
            "Clause sociale\nAu lieu de :\nLot 1 : 500 heures d'insertion\nLot 2 : 90 heures\nLire :\n"
            "Lot 1 : 350 heures d'insertion\nLot 2 : 70 heures",
            {"350 lot 1", "70 lot 2"},
        ),
        (
            "Heures d'insertion : au lieu de lot 1 : 100, lot 2 : 200, lire lot 1 : 60, lot 2 : 120.",
            {"60 lot 1", "120 lot 2"},
        ),
        ("Clause d'insertion. Au lieu de : 400 heures d'insertionLire : 250 heures d'insertion", {"250 marche"}),
        ("L'engagement d'insertion n'est plus de 1 200 heures mais de 700 heures.", {"700 marche"}),
        ("Ajouter : clause d'insertion de 300 heures. Supprimer : clause d'insertion de 90 heures.", {"300 marche"}),
        ("Clause d'insertion de 100 à 150 heures.", {"100 marche", "150 marche"}),
    ],
)
def test_un_rectificatif_ne_garde_que_ce_qu_il_faut_lire(texte: str, heures: set[str]) -> None:
    lecture = lire(texte)
    assert trouves(lecture)["heures"] == heures
    assert all(p.texte in texte for p in lecture.citations())


@pytest.mark.parametrize(
    ("texte", "instruments"),
    [
        ("Le titulaire devra réserver à l'insertion un minimum de 900 heures.", set()),
        ("L'entreprise doit réserver aux publics en difficulté, par une entreprise d'insertion, 350 heures.", set()),
        ("Aucun des lots n'est réservé à des entreprises adaptées ou à des structures d'insertion.", set()),
        ("Le marché n'est réservé à aucune catégorie d'entreprises (ESAT, SIAE).", set()),
        ("Marché réservé à des ateliers protégés : NON", set()),
        ("Le marché est-il réservé à des ateliers protégés ? Non", set()),
        ("Le marché s'inscrit dans un programme d'emplois protégés : Non. 75 heures d'insertion.", set()),
        ("Marché exécuté dans le cadre de programmes d'emplois protégés - non", set()),
        ("Ateliers protégés ou programmes d'emplois protégés : sans objet.", set()),
        ("Exécution dans le cadre de programmes d'emplois protégés ? Sans objet", set()),
        ("Programme d'emplois protégés : néant", set()),
        ("Le marché est exécuté dans le cadre de programmes d'emplois protégés.", {"reserve_handicap"}),
        ("Programmes d'emplois protégés : oui, lot 3 aux entreprises adaptées.", {"reserve_handicap"}),
        ("Les marchés réservés de l'article L.2113-12 ne s'appliquent pas à cette consultation.", set()),
        ("Il ne s'agit pas d'un marché réservé aux entreprises adaptées.", set()),
        ("Les acheteurs peuvent réserver des marchés à des entreprises adaptées (L2113-12).", set()),
        (
            "Le marché est réservé aux entreprises adaptées et ESAT (L2113-12), et aux structures d'insertion par "
            "l'activité économique (L2113-13). Ce marché réservé suppose 50 % de travailleurs handicapés.",
            {"reserve_mixte"},
        ),
        ("La participation au lot 4 est réservée aux groupements relevant de l'article L2113-13.", {"reserve_iae"}),
        ("L'accès à la procédure est réservé aux candidats visés à l'article L. 2113-12.", {"reserve_handicap"}),
        ("Seules peuvent soumissionner les entreprises adaptées et les ESAT.", {"reserve_handicap"}),
        (
            "Conformément aux articles L2113-12 et L2113-13, le lot 2 est réservé aux entreprises adaptées.",
            {"reserve_handicap"},
        ),
        ("Le lot 1 est réservé aux ESAT, le lot 2 comporte une clause d'insertion de 70 heures.", {"reserve_handicap"}),
    ],
)
def test_une_reservation_reserve_un_marche(texte: str, instruments: set[str]) -> None:
    assert trouves(lire(texte))["reservations"] == instruments


def test_la_loi_recitee_est_une_reservation_a_verifier() -> None:
    lecture = lire("Des lots pourront être réservés à des entreprises adaptées (article L2113-12).")
    assert lecture.reservations == ()
    assert doutes(lecture) == ["reservation_incertaine"]


def test_une_reservation_niee_ne_dit_pas_qu_il_n_y_a_pas_de_clause() -> None:
    lecture = lire("Le marché est-il réservé à des structures d'insertion ? Non")
    assert (lecture.parle_d_insertion, lecture.niee) == (False, False)


def test_une_clause_incitative_est_une_clause_qui_n_oblige_pas() -> None:
    lecture = lire("Le marché comporte une clause incitative en faveur de l'emploi de personnes en difficulté.")
    assert (lecture.parle_d_insertion, lecture.facultative) == (True, True)


@pytest.mark.parametrize(
    ("texte", "publics"),
    [
        ("Le site reçoit des personnes en situation de handicap et des seniors de plus de 50 ans.", set()),
        ("L'ouvrage est situé en quartier prioritaire de la politique de la ville.", set()),
        ("Les travaux ont lieu en maison d'arrêt, en présence de personnes détenues.", set()),
        ("La facilitatrice, hébergée au PLIE du Val, reçoit les entreprises dans les locaux du PLIE.", set()),
        ("Le suivi est assuré par Mme Roux, chargée de mission au PLIE, auprès des personnes recrutées.", set()),
        ("Les candidatures sont validées par le facilitateur après accord de France Travail.", set()),
        ("Le titulaire peut recourir à des salariés mis à disposition par un GEIQ ou une ETTI.", set()),
        (
            "Les heures bénéficient aux participants du PLIE et aux jeunes de la mission locale.",
            {"plie", "jeune_suivi"},
        ),
        ("Publics : allocataires du RSA, PLIE, personnes hébergées ou sans abri.", {"rsa", "plie", "sans_hebergement"}),
    ],
)
def test_un_organisme_hote_n_est_pas_un_public(texte: str, publics: set[str]) -> None:
    assert trouves(lire(f"Clause d'insertion : 300 heures.\n{texte}"))["publics"] == publics


def test_les_personnes_que_sert_le_marche_ne_sont_pas_les_publics_de_la_clause() -> None:
    lecture = lire(
        "Marché réservé aux structures d'insertion par l'activité économique (L2113-13).\n"
        "Les prestations s'adressent à des personnes handicapées et à des seniors de plus de 50 ans."
    )
    assert lecture.publics == ()


@pytest.mark.parametrize(
    "structure",
    ["une Association Intermédiaire", "une Agence d'Intérim d'Insertion", "la Mission Locale", "un Service Insertion"],
)
def test_une_sorte_de_structure_n_est_pas_un_contact(structure: str) -> None:
    lecture = lire(f"Clause d'insertion : 300 heures. Le facilitateur accompagne l'entreprise vers {structure}.")
    assert lecture.contacts == ()


def test_un_nom_propre_reste_un_contact() -> None:
    lecture = lire("Clause d'insertion : 300 heures. Le facilitateur est la Maison de l'Emploi des Coteaux.")
    assert [c.nom for c in lecture.contacts] == ["Maison de l'Emploi des Coteaux"]
