"""Deux contrats d'une personne : le même, probablement le même, ou différents, et pourquoi."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from clauses.suivi.declarations.doubles import ContratDit, Lien, Qui, comparer, se_ressemblent

LEA = Qui(UUID(int=1), "MARTIN", "Léa", date(1990, 5, 6))
CONTRAT = ContratDit(LEA, date(2026, 3, 2), date(2026, 8, 31), "SARL Dupont Frères", "Réhabilitation gros œuvre")
CONTRAT = CONTRAT._replace(operation="Quartier Solitude", lot="1")


def autre(**champs: object) -> ContratDit:
    """Le même contrat, dit autrement ; `personne` : ce qui change de la personne, dont on ne sait pas la fiche."""
    qui = champs.pop("personne", None)
    return CONTRAT._replace(qui=LEA if qui is None else LEA._replace(fiche=None, **qui), **champs)


@pytest.mark.parametrize(
    ("neuf", "raison"),
    [
        (autre(employeur="DUPONT FRERES SAS"), "l'employeur est écrit autrement"),
        (autre(employeur="Une tout autre entreprise"), "l'employeur est écrit autrement"),
        (autre(marche="Réhabilitation gros œuvre (lot unique)"), "le marché est écrit autrement"),
        (autre(marche="Marché 2026-04"), "le marché est écrit autrement"),
        (autre(operation="Réhabilitation du quartier"), "l'opération est écrite autrement"),
        (autre(lot="2"), "le lot est autre"),
        (autre(debut=date(2026, 3, 3)), "le début est autre"),
        (autre(debut=date(2026, 2, 2), fin=None), "le début est autre et la fin est autre"),
        (autre(personne={"nom": "LÉA", "prenom": "Martin"}, employeur="Autre"), "la personne est écrite autrement"),
        (autre(personne={"nom": "MARTAIN"}), "la personne est écrite autrement"),
        (autre(personne={"naissance": date(1990, 6, 5)}), "la personne est écrite autrement"),
        (autre(personne={"naissance": None, "nom": "MARTAIN"}), "la personne est écrite autrement"),
        (autre(personne={"nom": "MARTAIN", "prenom": "Léana"}), "un nom proche, un autre prénom de même initiale"),
        (autre(personne={"nom": "MARTAIN", "naissance": date(1990, 6, 5)}), "un nom proche, une naissance proche"),
        (autre(personne={"nom": "MARTIN ép. DUBOIS", "prenom": "L."}), "un nom proche, un autre prénom"),
    ],
)
def test_ecrit_autrement_il_est_probablement_le_meme_et_le_dit(neuf, raison):
    comparaison = comparer(neuf, CONTRAT)
    assert comparaison.lien is Lien.PROBABLE
    assert raison in comparaison.raison
    assert comparer(CONTRAT, neuf).lien is Lien.PROBABLE


@pytest.mark.parametrize(
    ("personne", "raison"),
    [
        ({"nom": "ZIMMER"}, "la même naissance et le même prénom, un autre nom (« Léa MARTIN »)"),
        ({"nom": "LEFÈVRE-DUBOIS"}, "la même naissance et le même prénom, un autre nom (« Léa MARTIN »)"),
        ({"prenom": "Zoé"}, "la même naissance et le même nom, un autre prénom (« Léa MARTIN »)"),
        ({"prenom": "Paul-Henri"}, "la même naissance et le même nom, un autre prénom (« Léa MARTIN »)"),
        ({"naissance": date(1971, 1, 1)}, "le même nom, une autre naissance (« Léa MARTIN »)"),
    ],
)
def test_une_autre_personne_ne_passe_pas_pour_une_autre_ecriture(personne, raison):
    """Ce que `participants/doubles.py` en dit, tel quel : Zimmer n'est pas une écriture de Martin."""
    comparaison = comparer(autre(personne=personne), CONTRAT)
    assert (comparaison.lien, comparaison.raison) == (Lien.PROBABLE, raison)


def test_la_meme_fiche_est_la_meme_personne_quel_que_soit_son_nom():
    renommee = CONTRAT._replace(qui=LEA._replace(nom="ZIMMER"), employeur="Autre")
    assert "la personne est écrite autrement (« Léa MARTIN »)" in comparer(renommee, CONTRAT).raison


def test_rien_de_change_c_est_le_meme():
    assert comparer(autre(fin=None, lot=""), CONTRAT).lien is Lien.MEME
    # Sous un second dossier, la même personne est à confirmer.
    assert comparer(autre(personne={}), CONTRAT).lien is Lien.PROBABLE


@pytest.mark.parametrize(
    "neuf",
    [
        autre(debut=date(2026, 9, 1), fin=date(2026, 12, 31)),  # un CDD qui suit l'autre
        autre(debut=date(2025, 9, 1), fin=date(2026, 3, 1)),
        autre(personne={"nom": "DURAND", "prenom": "Paul", "naissance": date(1984, 1, 2)}),
        autre(personne={"nom": "DURAND", "prenom": "Paul"}),  # né le même jour
        autre(personne={"naissance": date(1971, 1, 1)}, employeur="Une tout autre", marche="Collège neuf", fin=None),
        autre(
            employeur="Escaut Propreté", marche="Nettoyage du lycée", debut=date(2026, 4, 1)
        ),  # un second temps partiel
    ],
)
def test_ce_qui_n_a_pas_assez_en_commun_est_un_autre_contrat(neuf):
    assert comparer(neuf, CONTRAT).lien is Lien.DIFFERENT


def test_un_meme_fichier_qui_dit_deux_marches_dit_deux_contrats_et_le_remarque():
    comparaison = comparer(autre(marche="Collège neuf"), CONTRAT, ensemble=True)
    assert comparaison.lien is Lien.DIFFERENT
    assert "du 02/03/2026 au 31/08/2026" in comparaison.raison
    assert comparer(autre(lot="2"), CONTRAT, ensemble=True).lien is Lien.DIFFERENT
    assert comparer(autre(operation="Collège neuf"), CONTRAT, ensemble=True).lien is Lien.DIFFERENT
    assert comparer(autre(marche="Réhabilitation, gros oeuvre"), CONTRAT, ensemble=True).lien is Lien.MEME


@pytest.mark.parametrize("change", [{"marche": "Collège neuf"}, {"operation": "Collège neuf"}, {"lot": "2"}])
def test_les_memes_heures_aux_memes_dates_ne_font_pas_deux_contrats_d_office(change):
    """Deux marchés, ou un intitulé écrit deux fois dans un fichier recollé : quelqu'un le sait."""
    quatre_cents = CONTRAT._replace(heures=Decimal(400))
    redit = autre(**change)._replace(heures=Decimal(400))
    assert comparer(redit, quatre_cents, ensemble=True).lien is Lien.PROBABLE
    for distinct in ({"heures": Decimal(120)}, {"fin": date(2026, 7, 31)}, {"employeur": "Menuiserie du Lac"}):
        assert comparer(redit._replace(**distinct), quatre_cents, ensemble=True).lien is Lien.DIFFERENT


def test_une_personne_sans_nom_demande_tout_le_reste():
    anonyme = Qui(profil="H 59300 valenciennes", age=34)
    connu = CONTRAT._replace(qui=anonyme)
    assert comparer(connu._replace(employeur="Autre", qui=anonyme._replace(age=35)), connu).lien is Lien.PROBABLE
    assert comparer(connu._replace(employeur="Autre"), connu, ensemble=True).lien is Lien.DIFFERENT
    assert comparer(connu._replace(employeur="Autre", marche="Collège"), connu).lien is Lien.DIFFERENT
    assert comparer(connu._replace(debut=date(2026, 3, 3)), connu).lien is Lien.PROBABLE
    une_autre = connu._replace(qui=Qui(profil="F 59300 valenciennes"))
    assert comparer(une_autre, connu).lien is Lien.PROBABLE  # le sexe a pu être corrigé
    assert comparer(une_autre, connu, ensemble=True).lien is Lien.DIFFERENT
    assert comparer(une_autre._replace(debut=date(2026, 3, 3)), connu).lien is Lien.DIFFERENT
    assert comparer(une_autre._replace(employeur="Autre"), connu).lien is Lien.DIFFERENT
    nommee = connu._replace(qui=LEA._replace(profil=anonyme.profil))
    assert comparer(connu, nommee).lien is Lien.PROBABLE  # un export nommé, puis un export qui ne nomme plus
    dossiers = (connu._replace(qui=anonyme._replace(dossier=dossier)) for dossier in ("12", "21"))
    assert comparer(*dossiers).lien is Lien.DIFFERENT


def test_les_memes_jours_d_une_autre_annee_sont_peut_etre_une_annee_corrigee():
    ailleurs = autre(debut=date(2025, 3, 2), fin=date(2025, 8, 31))
    assert comparer(ailleurs, CONTRAT).lien is Lien.PROBABLE
    assert comparer(ailleurs, CONTRAT, ensemble=True).lien is Lien.DIFFERENT
    assert comparer(ailleurs._replace(fin=date(2025, 8, 30)), CONTRAT).lien is Lien.DIFFERENT
    assert comparer(ailleurs._replace(marche="Collège neuf"), CONTRAT).lien is Lien.DIFFERENT


@pytest.mark.parametrize(
    ("un", "deux", "attendu"),
    [
        ("Marché essai", "Marché essai (lot unique)", True),
        ("SARL Dupont Frères", "DUPONT FRERES SAS", True),
        ("Réhabilitation Solitude", "Réhabilitation Solitudes", True),
        ("Marché essai lot 1", "Marché essai lot 2", False),
        ("Collège neuf", "Nettoyage du lycée", False),
        ("N'Guessan & fils", "NGuessan et fils", True),
    ],
)
def test_deux_ecritures_d_un_meme_intitule(un, deux, attendu):
    assert se_ressemblent(un, deux) is se_ressemblent(deux, un) is attendu
