"""Pénalités, transmissions, contact, main-d'œuvre, critères, articles, ce qui ne se calcule pas, négations."""

from decimal import Decimal

import pytest

from lecteur.extraction import Lecture, Texte, extraire

CCAP = """Article 2 - Prix
Le taux horaire de régie est de 42 € HT. L'avance est de 10 %.
Article 4 - Clause sociale d'insertion
4.1. Le titulaire réserve 700 heures à des personnes éloignées de l'emploi.
4.2. Modalités : embauche directe, mise à disposition par une ETTI, sous-traitance à une structure d'insertion.
4.3. La Maison de l'emploi du Grand Bassin (clauses@mde-grandbassin.fr, 01 23 45 67 89) accompagne les entreprises.
4.4. Les attestations sont transmises chaque trimestre, au plus tard le 15 du mois suivant.
4.5. Pénalités
Non-réalisation : 65 € par heure. Absence à une réunion : 120 €. Document non remis : 50 € par jour de retard.
Article 5 - Sécurité
Pénalité de retard du chantier : 500 € par jour calendaire. Une formation de 4 heures est obligatoire.
"""


def lire(texte: str) -> Lecture:
    return extraire(Texte.depuis(texte))


def test_une_clause_entiere_au_milieu_d_un_ccap() -> None:
    lecture = lire(CCAP)
    assert [v.heures for v in lecture.volumes] == [700]
    assert [(p.nature, p.montant) for p in lecture.penalites] == [("heure", 65), ("absence", 120), ("retard_jour", 50)]
    assert [(t.periodicite_mois, t.jour) for t in lecture.transmissions] == [(3, 15)]
    (contact,) = lecture.contacts
    assert (contact.nom, contact.courriel) == ("Maison de l'emploi du Grand Bassin", "clauses@mde-grandbassin.fr")
    assert contact.telephone == "01 23 45 67 89"
    assert {m.code for m in lecture.modalites} == {"embauche_directe", "mise_a_disposition", "sous_traitance"}
    assert lecture.parts_main_oeuvre == ()


def test_la_part_de_main_d_oeuvre_et_le_cout_horaire_imprimes() -> None:
    lecture = lire("Clause d'insertion. Part de main-d'œuvre : 40 %. Coût horaire : 30 €. Volume : 833 heures.")
    assert [(p.valeur, p.nature) for p in lecture.parts_main_oeuvre] == [(40, "part"), (30, "cout_horaire")]


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("Une clause d'insertion réserve un pourcentage des heures de travail.", "taux_absent"),
        ("Le taux d'insertion applicable est de 7 %.", "base_absente"),
        ("Le titulaire consacre 3 % du montant du marché à l'insertion professionnelle.", "base_en_euros"),
        ("Les heures d'insertion = montant HT × 40 % × 7 % / 32 €.", "formule_en_euros"),
        ("Le nombre d'heures d'insertion sera défini ultérieurement.", "volume_a_definir"),
        ("Le nombre d'heures d'insertion est de ........ heures.", "volume_a_definir"),
        ("Le volume d'heures d'insertion est précisé à l'annexe 1 du CCAP.", "renvoi"),
        ("Au moins une personne éloignée de l'emploi sera embauchée.", "personnes_sans_heures"),
    ],
)
def test_ce_qui_ne_se_calcule_pas_est_dit_et_rien_n_est_invente(texte: str, code: str) -> None:
    lecture = lire(texte)
    assert code in {i.code for i in lecture.incomprehensions}
    assert lecture.volumes == ()


@pytest.mark.parametrize(
    "texte",
    [
        "Le présent marché ne comporte pas de clause d'insertion.",
        "Aucune clause sociale n'est prévue.",
        "Clause d'insertion sociale\nSans objet.",
        "Clause sociale : néant",
        "Clause sociale : NON",
        "Le marché n'est pas soumis à une clause d'insertion.",
    ],
)
def test_une_clause_niee(texte: str) -> None:
    lecture = lire(texte)
    assert (lecture.parle_d_insertion, lecture.niee) == (False, True)
    assert lecture.passages


@pytest.mark.parametrize(
    "texte",
    [
        "Toute offre ne répondant pas à cet engagement d'insertion est irrégulière.",
        "L'offre qui ne respecte pas la clause d'insertion est écartée.",
    ],
)
def test_une_negation_qui_ne_porte_pas_sur_la_clause(texte: str) -> None:
    assert lire(texte).parle_d_insertion


@pytest.mark.parametrize(
    ("texte", "actuel"),
    [
        ("Clause d'insertion en application de l'article 14 du code des marchés publics.", "L2112-2"),
        ("Clause d'insertion (article 38 de l'ordonnance n° 2015-899).", "L2112-2"),
        ("Marché réservé aux ESAT (article 15 du code des marchés publics).", "L2113-12"),
        ("Lot réservé aux structures d'insertion (article 36-II de l'ordonnance n° 2015-899).", "L2113-13"),
    ],
)
def test_un_ancien_article_est_rapporte_a_l_actuel(texte: str, actuel: str) -> None:
    (article,) = lire(texte).articles
    assert (article.actuel, article.est_ancien) == (actuel, True)


@pytest.mark.parametrize(
    ("texte", "poids"),
    [
        ("Critères : prix 60 %, valeur technique 30 %, insertion sociale et professionnelle 10 %.", 10),
        ("Critères d'attribution\n1. Prix : 60 points\n2. Performance en matière d'insertion : 15 points", 15),
    ],
)
def test_le_poids_du_critere(texte: str, poids: int) -> None:
    assert [c.ponderation for c in lire(texte).criteres] == [Decimal(poids)]


def test_une_clause_facultative() -> None:
    assert lire("Le candidat peut proposer une action d'insertion.").facultative


def test_un_public_ecrit_en_sigle_demande_ses_capitales() -> None:
    assert {p.code for p in lire("Publics de la clause d'insertion : ASS, AAH.").publics} == {"ass", "aah"}
    assert lire("Publics de la clause d'insertion : liste en annexe (page th).").publics == ()
