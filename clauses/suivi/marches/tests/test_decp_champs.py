"""Champ par champ : ce qui est réparé et dit, ce qui est refusé et pourquoi."""

import json
from decimal import Decimal

import pytest

from clauses.suivi.marches.tests.decp_fictif import (
    ACHETEUR,
    TITULAIRE,
    ZERO,
    avertis,
    lire,
    marche,
    paquet,
    un_avis,
    un_refus,
)


def titulaire(identifiant, type_="SIRET", nom=""):
    return [{"titulaire": {"typeIdentifiant": type_, "id": identifiant, "denominationSociale": nom}}]


@pytest.mark.parametrize(
    ("changement", "champ", "raison"),
    [
        ({"id": ...}, "id", "manque"),
        ({"id": "2,024E+13"}, "id", "notation scientifique"),
        ({"id": 2690549588157}, "id", "numéro de sécurité sociale"),
        ({"acheteur": ...}, "acheteur.id", "manque"),
        ({"acheteur": {"id": "20000001600011"}}, "acheteur.id", "5 derniers chiffres"),
        ({"acheteur": {"id": "2000000160001"}}, "acheteur.id", "13 chiffres"),
        ({"acheteur": {"id": "200000016"}}, "acheteur.id", "SIREN"),
        ({"acheteur": {"id": "00000000000000"}}, "acheteur.id", "aucune entreprise"),
        ({"objet": "  "}, "objet", "manque"),
        ({"dateNotification": "NC", "datePublicationDonnees": None}, "dateNotification", "aucune date"),
        ({"dateNotification": "2027-01-15"}, "dateNotification", "avenir"),
        ({"dateNotification": "0224-03-15"}, "dateNotification", "hors de la période"),
        ({"dateNotification": "2106-03-15"}, "dateNotification", "hors de la période"),
        ({"dateNotification": "mars"}, "dateNotification", "n'est pas une date"),
        ({"montant": -12}, "montant", "négatif"),
        ({"titulaires": titulaire("00000000000000")}, "titulaires", "ne désigne personne"),
        ({"titulaires": titulaire("99900011000019", nom="BÂTI")}, "titulaires", "n'est pas valide"),
        ({"titulaires": titulaire("12345")}, "titulaires", "5 chiffres"),
    ],
)
def test_un_marche_inutilisable_est_refuse_avec_son_champ_et_sa_raison(changement, champ, raison):
    refus = un_refus(paquet(marche(**changement)))
    assert refus.champ == champ
    assert raison in refus.motif
    assert refus.repere == "marché n° 1"
    assert "decp.json, marché n°" in str(refus).replace("\u00a0", " ")


@pytest.mark.parametrize("montant", [None, "NC", 0, 1, 999_999_999, "1e17", "NaN", "beaucoup"])
def test_un_montant_absent_ou_impossible_est_averti_et_non_refuse(montant):
    avis = un_avis(paquet(marche(montant=montant)))
    assert avis.montant_ht is None
    assert "montant" in avertis(avis)


@pytest.mark.parametrize(
    ("publie", "attendu"),
    [
        ("45454000-4", "45454000"),
        ("45454000", "45454000"),
        ("454540004", "45454000"),
        ("45454000.0", "45454000"),
        ("045454000", "45454000"),
        ("4545400", "45454000"),
        ("9310000", "09310000"),
        ("9310000-5", "09310000"),
        ("9091000", "90910000"),
        ("45", "45000000"),
        ("12345678", None),
        ("travaux", None),
        (None, None),
    ],
)
def test_un_code_cpv_est_ramene_a_huit_chiffres(publie, attendu):
    avis = un_avis(paquet(marche(codeCPV=publie)))
    assert avis.cpv == attendu
    assert ("codeCPV" in avertis(avis)) == (publie not in ("45454000-4", "45454000", "45454000.0"))


@pytest.mark.parametrize("publie", ["45454000-9", "454540009", "45454000 2", "71240000-3", "90910000-1"])
def test_une_cle_de_cpv_fausse_se_dit_et_le_code_reste(publie):
    avis = un_avis(paquet(marche(codeCPV=publie)))
    assert avis.cpv == publie[:8]
    assert any("la clé n'est pas celle" in a.message.replace("\u00a0", " ") for a in avis.avertissements)


@pytest.mark.parametrize("publie", ["45454000-4", "45233140-2", "71317200-5", "77310000-6", "90919200-4", "72267100-0"])
def test_une_cle_de_cpv_juste_ou_que_l_on_ne_sait_pas_calculer_ne_dit_rien(publie):
    avis = un_avis(paquet(marche(codeCPV=publie)))
    assert not any("clé" in a.message for a in avis.avertissements)


def test_la_maitrise_d_oeuvre_dit_d_ou_vient_sa_nature():
    avis = un_avis(paquet(marche(codeCPV="71240000-2", ccag=...)))
    assert avis.nature_achat_raison.startswith("d'après la division 71 du CPV")
    assert "prestations intellectuelles" in avertis(avis)["codeCPV"]


def test_deux_colonnes_qui_ne_different_que_par_la_casse_ne_refusent_pas_le_fichier():
    entete = "id,acheteur_id,objet,montant,dateNotification,titulaire_id,typePrix,TypePrix"
    commun = f"{ACHETEUR},Toitures,5000,2024-01-02,{TITULAIRE}"
    un, deux = lire(f"{entete}\nM1,{commun},,Ferme\nM2,{commun},Révisable,Ferme\n".encode())
    assert (un.forme_prix, deux.forme_prix) == ("Ferme", "Révisable")
    assert "types_prix" not in avertis(un)
    assert "la première est retenue" in avertis(deux)["types_prix"]


@pytest.mark.parametrize(
    ("changement", "attendu"),
    [
        ({"ccag": "Prestations intellectuelles"}, "pi"),
        ({"ccag": "Maitrise d'œuvre", "codeCPV": "71200000"}, "pi"),
        ({"codeCPV": "90910000"}, "services"),
        ({"codeCPV": "30192000"}, "fournitures"),
        ({"codeCPV": "71240000", "ccag": ...}, "pi"),
        ({"codeCPV": "71240000", "type": "Services", "ccag": "Pas de CCAG"}, "pi"),
        ({"codeCPV": "71500000", "type": "Travaux"}, "travaux"),
        ({"codeCPV": "73000000"}, "pi"),
        ({"codeCPV": "79341000"}, "services"),
        ({"codeCPV": None}, "travaux"),
        ({"codeCPV": None, "ccag": "NC"}, None),
    ],
)
def test_la_nature_de_l_achat_est_deduite_et_dit_d_ou(changement, attendu):
    avis = un_avis(paquet(marche(**changement)))
    assert avis.nature_achat == attendu
    assert avis.nature_achat_raison


@pytest.mark.parametrize(
    ("publiees", "attendu"),
    [
        ({"considerationSociale": ["Clause sociale"]}, {"clause_sociale"}),
        ({"considerationSociale": "Marché réservé"}, {"marche_reserve"}),
        (["Critère social", "Clause sociale"], {"critere_social", "clause_sociale"}),
        ('["Clause sociale"]', {"clause_sociale"}),
        ("Clause sociale; Marché réservé", {"clause_sociale", "marche_reserve"}),
        ("CLAUSE SOCIALE", {"clause_sociale"}),
        ("ClauseÂ sociale", {"clause_sociale"}),
        ({"considerationSociale": ["Pas de considération sociale"]}, {"aucune"}),
        ({"considerationSociale": ["Pas de considération sociale", "Clause sociale"]}, {"clause_sociale"}),
        ({"considerationSociale": []}, {"non_renseigne"}),
        ("NC", {"non_renseigne"}),
        (..., {"non_renseigne"}),
        ("Achat vert", {"non_renseigne"}),
    ],
)
def test_les_considerations_sociales_sont_normalisees(publiees, attendu):
    assert un_avis(paquet(marche(considerationsSociales=publiees))).considerations_sociales == attendu


@pytest.mark.parametrize(
    ("publie", "type_", "attendu"),
    [
        ("999 000 110 00018", "SIRET", (TITULAIRE, "SIRET")),
        ("9900044000018", "SIRET", (ZERO, "SIRET")),
        ("999000110000018", "SIRET", (TITULAIRE, "SIRET")),
        ("FR15" + TITULAIRE, "SIRET", (TITULAIRE, "SIRET")),
        (TITULAIRE, "TVA_INTRACOMMUNAUTAIRE", (TITULAIRE, "SIRET")),
        ("999000110", "SIRET", ("999000110", "SIREN")),
        ("BE0417497106", "SIRET", ("BE0417497106", "TVA")),
        ("FR40303265045", "TVA", ("FR40303265045", "TVA")),
        ("1234567890", "RIDET", ("1234567890", "RIDET")),
        ("CHE-105.805.977", "HORS_UE", ("CHE-105.805.977", "HORS-UE")),
    ],
)
def test_une_entreprise_est_rangee_sous_son_vrai_repertoire(publie, type_, attendu):
    (lu,) = un_avis(paquet(marche(titulaires=titulaire(publie, type_, "BÂTI")))).titulaires
    assert (lu.identifiant, lu.type_identifiant) == attendu
    assert lu.nom == "BÂTI"


def test_un_titulaire_illisible_parmi_d_autres_est_averti():
    avis = un_avis(paquet(marche(titulaires=[*titulaire("123", nom="INCONNUE"), *titulaire(TITULAIRE)])))
    assert [t.siret for t in avis.titulaires] == [TITULAIRE]
    assert "INCONNUE" in avertis(avis)["titulaires.id"]


def test_un_marche_sans_titulaire_publie_est_averti():
    assert "aucun titulaire" in avertis(un_avis(paquet(marche(titulaires=...))))["titulaires"]


def test_les_caracteres_deformes_sont_retablis_ou_signales():
    avis = un_avis(paquet(marche(objet="RÃ©novation de lâ€™Ã©cole &amp; du gymnase")))
    assert avis.objet == "Rénovation de l’école & du gymnase"
    assert "rétablis" in avertis(avis)["objet"]
    assert "perdus" in avertis(un_avis(paquet(marche(objet="R\ufffdnovation"))))["objet"]


def test_une_date_de_notification_absente_est_avertie_quand_la_publication_est_connue():
    avis = un_avis(paquet(marche(dateNotification=None)))
    assert avis.date_notification is None
    assert "à compléter" in avertis(avis)["dateNotification"]


@pytest.mark.parametrize(("publiee", "attendue"), [("NC", None), (0, None), (9999, None), ("12.0", 12), ("12,5", 13)])
def test_une_duree_est_un_nombre_de_mois_possible(publiee, attendue):
    assert un_avis(paquet(marche(dureeMois=publiee))).duree_mois == attendue


def test_un_accord_cadre_est_reconnu_dans_les_deux_formats():
    avis = un_avis(
        paquet(
            marche(
                techniques={"technique": ["Accord-cadre"]},
                modalitesExecution={"modaliteExecution": ["Bons de commande"]},
            )
        )
    )
    assert (avis.forme, avis.techniques, avis.modalites) == ("accord_cadre", ("accord_cadre",), ("bons_de_commande",))
    assert un_avis(paquet(marche(nature="ACCORD-CADRE", techniques=...))).forme == "accord_cadre"
    assert un_avis(paquet(marche(nature="Marché subséquent"))).nature == "marche_subsequent"


@pytest.mark.parametrize(
    ("publiee", "code"),
    [
        ("Appel d'offres ouvert", "ao_ouvert"),
        ("Appel d’offres restreint", "ao_restreint"),
        ("Procédure concurrentielle avec négociation", "negociation"),
        ("Procédure négociée avec mise en concurrence préalable", "negociation"),
        ("Marché négocié sans publicité ni mise en concurrence préalable", "sans_publicite"),
        ("Dialogue compétitif", "dialogue"),
        ("Concours", "autre"),
        (None, None),
    ],
)
def test_la_procedure_est_codee_comme_dans_l_application(publiee, code):
    avis = un_avis(paquet(marche(procedure=publiee)))
    assert avis.procedure == code
    assert avis.procedure_publiee == (publiee or "")


def test_la_sous_traitance_est_lue_avec_ses_modifications():
    acte = {
        "acteSousTraitance": {
            "id": 1,
            "sousTraitant": {"id": TITULAIRE, "typeIdentifiant": "SIRET"},
            "dureeMois": 6,
            "dateNotification": "2024-05-01",
            "montant": 12000,
            "variationPrix": "Ferme",
            "datePublicationDonnees": "2024-05-10",
        }
    }
    change = {
        "modificationActeSousTraitance": {
            "id": 1,
            "montant": 15000.5,
            "datePublicationDonnees": "2024-07-01",
            "dateNotificationModificationSousTraitance": "2024-06-15",
        }
    }
    avis = un_avis(paquet(marche(actesSousTraitance=[acte], modificationsActesSousTraitance=[change])))
    (lu,) = avis.actes_sous_traitance
    assert avis.sous_traitance is True
    assert (lu.sous_traitant.siret, lu.montant_ht, lu.duree_mois) == (TITULAIRE, Decimal("15000.5"), 6)


def test_l_uid_est_celui_des_fichiers_consolides():
    assert un_avis(paquet(marche(id="2024/T 12.a"))).uid == ACHETEUR + "2024_T_12_a"


@pytest.mark.parametrize("reference", ["M1", "2024202428004"])
def test_un_tableau_sans_colonne_objet_recoit_un_objet_provisoire(reference):
    entete = "id,acheteur_id,codeCPV,montant,dateNotification,titulaire_id"
    avis = un_avis(f"{entete}\n{reference},{ACHETEUR},45210000,5000,2024-01-02,{TITULAIRE}\n".encode())
    assert avis.objet == f"Marché {reference} (objet non publié, CPV 45210000)"
    assert avis.id == reference
    assert "provisoire" in avertis(avis)["objet"]


def test_un_nombre_json_sert_d_identifiant():
    assert (
        un_avis(json.dumps([marche(id=20240012, acheteur={"id": int(ACHETEUR)})]).encode()).uid == ACHETEUR + "20240012"
    )
