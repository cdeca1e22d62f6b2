"""Avenants, publications successives, lignes par titulaire, numéros employés deux fois."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pytest

from clauses.suivi.marches.decp import Avis, Refus, lire_decp
from clauses.suivi.marches.decp.__main__ import main
from clauses.suivi.marches.tests.decp_fictif import (
    ACHETEUR,
    AUTRE,
    COTITULAIRE,
    TITULAIRE,
    avertis,
    lire,
    marche,
    paquet,
    un_avis,
    un_refus,
)

ENTETES = "id,acheteur_id,objet,montant,dateNotification,datePublicationDonnees,titulaire_id"


def modification(numero, date, **champs):
    return {
        "modification": {
            "id": numero,
            "dateNotificationModification": date,
            "datePublicationDonneesModification": date,
            **champs,
        }
    }


def lignes(*rangees: str, entetes: str = ENTETES) -> bytes:
    return "\n".join((entetes, *rangees)).encode()


def test_les_avenants_sont_appliques_dans_l_ordre_de_leurs_dates():
    avis = un_avis(
        paquet(
            marche(
                modifications=[
                    modification(2, "2025-02-01", montant=1500000, objetModification="Avenant 2"),
                    modification(1, "2024-09-01", montant=1300000, dureeMois=30),
                ]
            )
        )
    )
    assert (avis.montant_initial_ht, avis.montant_ht) == (Decimal("1250000.5"), 1500000)
    assert (avis.duree_initiale_mois, avis.duree_mois) == (24, 30)
    assert [m.numero for m in avis.modifications] == ["1", "2"]
    assert avis.modifications[1].objet == "Avenant 2"
    assert avis.modifications[1].duree_mois is None


def test_un_avenant_peut_changer_les_titulaires():
    nouveaux = [{"titulaire": {"typeIdentifiant": "SIRET", "id": AUTRE}}]
    avis = un_avis(paquet(marche(modifications=[modification(1, "2025-02-01", titulaires=nouveaux)])))
    assert [t.siret for t in avis.titulaires] == [AUTRE]


@pytest.mark.parametrize("emboite", [[[{"typeIdentifiant": "SIRET", "id": AUTRE}]], {"titulaire": {"id": AUTRE}}])
def test_les_titulaires_emboites_autrement_sont_retrouves(emboite):
    avis = un_avis(paquet(marche(titulaires=emboite)))
    assert [t.siret for t in avis.titulaires] == [AUTRE]


def test_un_avenant_a_venir_ou_douteux_est_garde_sans_effet():
    avis = un_avis(paquet(marche(modifications=[modification(1, "2027-04-01", montant=9, dureeMois=100)])))
    assert (avis.duree_mois, avis.montant_ht) == (24, Decimal("1250000.5"))
    assert not avis.modifications[0].appliquee
    assert "sans effet" in avertis(avis)["modifications"]


@pytest.mark.parametrize(("montant", "averti"), [(0, False), (1, True), (-9_000_000, True), (60_000, True)])
def test_un_avenant_sans_montant_utilisable_ne_change_pas_celui_du_marche(montant, averti):
    avis = un_avis(paquet(marche(modifications=[modification(1, "2024-09-01", montant=montant)])))
    assert avis.montant_ht == Decimal("1250000.5")
    assert ("modifications.montant" in avertis(avis)) == averti


@pytest.mark.parametrize("publie", [-50000, "-50 000", "-50000.00"])
def test_un_avenant_publie_pour_son_ecart_negatif_baisse_le_marche(publie):
    avis = un_avis(paquet(marche(modifications=[modification(1, "2024-09-01", montant=publie)])))
    assert (avis.montant_initial_ht, avis.montant_ht) == (Decimal("1250000.5"), Decimal("1200000.5"))
    assert avis.modifications[0].montant_ht == Decimal("1200000.5")
    assert "lu comme l'écart" in avertis(avis)["modifications.montant"]


def test_un_montant_negatif_sous_le_numero_d_un_marche_est_l_ecart_d_un_avenant():
    ecart = marche(montant=-950000, dateNotification="2024-07-01", datePublicationDonnees="2024-08-01")
    for contenu in (paquet(marche(), ecart), paquet(ecart, marche())):
        avis = un_avis(contenu)
        assert (avis.montant_initial_ht, avis.montant_ht) == (Decimal("1250000.5"), Decimal("300000.5"))
        assert [m.date for m in avis.modifications] == [dt.date(2024, 7, 1)]
        assert avis.rangs == (1, 2)
        assert "écart d'un avenant" in avertis(avis)["montant"]


def test_un_avenant_de_moins_de_la_moitie_du_marche_est_montre_et_n_est_pas_choisi():
    avis = un_avis(paquet(marche(modifications=[modification(1, "2024-09-01", montant=60_000)])))
    assert avis.montant_ht == Decimal("1250000.5")
    assert "ou seul écart de l'avenant ?" in avertis(avis)["modifications.montant"]


@pytest.mark.parametrize("bouche_trou", [99_999_999_999_999, 999_999.99, 1_111_111, 123_456_789, 1, "9999999"])
def test_un_montant_de_remplissage_ne_l_emporte_jamais_sur_un_vrai(bouche_trou):
    vrai, faux = marche(montant=85000), marche(montant=bouche_trou, datePublicationDonnees="2024-06-20")
    for contenu in (paquet(vrai, faux), paquet(faux, vrai), paquet(vrai, marche(montant=bouche_trou))):
        avis = un_avis(contenu)
        assert avis.montant_ht == 85000
        assert "pas un montant réel" in avertis(avis)["montant"]


def test_deux_dates_de_notification_se_disent():
    avis = un_avis(paquet(marche(), marche(dateNotification="2024-03-29", datePublicationDonnees="2024-06-20")))
    assert avis.date_notification == dt.date(2024, 3, 29)
    assert "15/03/2024 / 29/03/2024" in next(a.valeur for a in avis.avertissements if a.champ == "dateNotification")


def test_un_avenant_mal_forme_n_emporte_pas_les_titulaires():
    faux = [{"titulaire": "typeIdentifiant"}, {"titulaire": "id"}]
    avis = un_avis(paquet(marche(modifications=[modification(1, "2024-09-01", titulaires=faux)])))
    assert [t.siret for t in avis.titulaires] == [TITULAIRE, COTITULAIRE]


def test_la_publication_la_plus_recente_l_emporte_quel_que_soit_l_ordre():
    ancienne = marche(montant=1000, datePublicationDonnees="2024-03-20", offresRecues=7)
    recente = marche(montant=2000, datePublicationDonnees="2024-06-20", offresRecues=None)
    for contenu in (paquet(ancienne, recente), paquet(recente, ancienne)):
        avis = un_avis(contenu)
        assert avis.montant_ht == 2000
        assert avis.offres_recues == 7, "ce que la plus récente tait vient de la précédente"
        assert avis.rangs == (1, 2)
        assert "1 version" in avertis(avis)["id"]


def test_les_versions_du_schema_tabulaire_redeviennent_des_avenants():
    entetes = ENTETES + ",dureeMois,objetModification,donneesActuelles"
    debut = f"{ACHETEUR},Nettoyage des écoles,5000"
    (avis,) = lire(
        lignes(
            f"20240000120{0},{debut},2024-01-10,2024-01-20,{TITULAIRE},12,,non",
            f"20240000120{0},{debut},2024-01-10,2024-01-20,{COTITULAIRE},12,,non",
            f"20240000120{1},{debut},2024-05-10,2024-05-20,{TITULAIRE},18,Prolongation,oui",
            f"20240000120{1},{debut},2024-05-10,2024-05-20,{COTITULAIRE},18,Prolongation,oui",
            entetes=entetes,
        )
    )
    assert avis.rangs == (2, 3, 4, 5)
    assert (avis.duree_initiale_mois, avis.duree_mois) == (12, 18)
    assert avis.date_notification == dt.date(2024, 1, 10)
    assert [(m.objet, m.date) for m in avis.modifications] == [("Prolongation", dt.date(2024, 5, 10))]
    assert [t.siret for t in avis.titulaires] == [TITULAIRE, COTITULAIRE]


def test_les_lignes_eloignees_d_un_meme_marche_sont_reunies():
    commun = f"{ACHETEUR},Toitures,5000,2024-01-10,2024-01-20"
    autres = [f"X{n},{ACHETEUR},Autre {n},700{n},2024-01-10,2024-01-20,{AUTRE}" for n in range(50)]
    resultats = lire(lignes(f"M1,{commun},{TITULAIRE}", *autres, f"M1,{commun},{COTITULAIRE}"))
    assert len(resultats) == 51
    dernier = resultats[-1]
    assert dernier.rangs == (2, 53)
    assert len(dernier.titulaires) == 2


def test_un_numero_qui_sert_a_plusieurs_lots_additionne_et_garde_chaque_part():
    avis = un_avis(
        lignes(
            f"M1,{ACHETEUR},Groupe scolaire,30000,2024-02-10,2024-03-01,{TITULAIRE}",
            f"M1,{ACHETEUR},Groupe scolaire,20000,2024-01-10,2024-03-01,{COTITULAIRE}",
            f"M1,{ACHETEUR},Groupe scolaire,20000,2024-01-10,2024-03-01,{AUTRE}",
        )
    )
    assert avis.montant_ht == 50000
    assert [t.montant_ht for t in avis.titulaires] == [30000, 20000, 20000]
    assert avis.date_notification == dt.date(2024, 1, 10)
    assert "plusieurs lots" in avertis(avis)["montant"]


@pytest.mark.parametrize(
    ("gagnes", "attendu"),
    [
        ([(TITULAIRE, 30000), (TITULAIRE, 20000)], {TITULAIRE: 50000}),
        ([(TITULAIRE, 30000), (TITULAIRE, 20000), (AUTRE, 15000)], {TITULAIRE: 50000, AUTRE: 15000}),
        ([(TITULAIRE, 30000), (AUTRE, 15000), (TITULAIRE, 30000)], {TITULAIRE: 30000, AUTRE: 15000}),
        ([(TITULAIRE, 30000), (TITULAIRE, 99_999_999)], {TITULAIRE: 30000}),
    ],
)
def test_une_entreprise_qui_gagne_deux_lots_en_a_la_somme(gagnes, attendu):
    avis = un_avis(lignes(*(f"M1,{ACHETEUR},Groupe scolaire,{m},2024-02-10,2024-03-01,{qui}" for qui, m in gagnes)))
    assert avis.montant_ht == sum(attendu.values())
    if len(attendu) > 1 or sum(m < 99_999_999 for _, m in gagnes) > 1:
        assert {t.siret: t.montant_ht for t in avis.titulaires} == attendu
        assert "plusieurs lots" in avertis(avis)["montant"]


@pytest.mark.parametrize(
    ("lignes_publiees", "attendu"),
    [
        # la même entreprise, à des jours différents : les états d'un marché modifié
        ([(TITULAIRE, 796982, "10-22"), (TITULAIRE, 854666, "11-26"), (TITULAIRE, 854666, "12-24")], 854666),
        ([(TITULAIRE, 117651, "09-20"), (TITULAIRE, 106590, "12-30")], 106590),
        # un groupement, deux états
        ([(q, m, j) for m, j in ((1000, "01-10"), (1100, "03-10")) for q in (TITULAIRE, COTITULAIRE)], 1100),
        # deux lots, dont l'un a été modifié
        ([(TITULAIRE, 1000, "01-10"), (TITULAIRE, 1100, "03-10"), (AUTRE, 500, "01-10")], 1600),
        # le même jour, deux lots ; à des jours différents, deux montants sans rapport aussi
        ([(TITULAIRE, 1000, "01-10"), (TITULAIRE, 1100, "01-10")], 2100),
        ([(TITULAIRE, 30000, "01-10"), (TITULAIRE, 2000, "03-10")], 32000),
    ],
)
def test_des_montants_differents_sont_des_lots_ou_les_etats_d_un_marche_modifie(lignes_publiees, attendu):
    rangees = [f"M1,{ACHETEUR},Groupe scolaire,{m},2024-{j},2025-03-01,{qui}" for qui, m, j in lignes_publiees]
    for contenu in (lignes(*rangees), lignes(*reversed(rangees))):
        avis = un_avis(contenu)
        assert avis.montant_ht == attendu
        assert avis.date_notification == min(dt.date.fromisoformat(f"2024-{j}") for _, _, j in lignes_publiees)
        assert "à vérifier" in avertis(avis)["montant"]


def test_un_tiers_de_dix_millions_est_un_vrai_montant():
    assert un_avis(paquet(marche(montant=3333333.33))).montant_ht == Decimal("3333333.33")


def test_une_ligne_decalee_est_refusee_sans_perdre_les_autres():
    refuse, lu = lire(
        lignes(
            f"M1,{ACHETEUR},Toitures, lot 2,5000,2024-01-10,2024-01-20,{TITULAIRE}",
            f"M2,{ACHETEUR},Façades,5000,2024-01-10,2024-01-20,{TITULAIRE}",
        )
    )
    assert isinstance(refuse, Refus)
    assert refuse.repere == "ligne 2"
    assert "cases pour" in refuse.motif
    assert isinstance(lu, Avis)


def test_chaque_enregistrement_est_dans_un_seul_resultat():
    marches = [marche(id=f"M{n % 7}", montant=1000 + n) for n in range(40)] + [marche(id=...), marche(acheteur={})]
    rangs = [rang for resultat in lire(paquet(*marches)) for rang in resultat.rangs]
    assert sorted(rangs) == list(range(1, 43))


def test_le_jour_auquel_on_juge_se_donne():
    contenu = paquet(marche(dateNotification="2024-03-15"))
    (refus,) = lire_decp(io.BytesIO(contenu), "a.json", jour=dt.date(2024, 3, 14))
    assert "avenir (au 14/03/2024)" in refus.motif


def test_le_refus_se_lit_seul():
    texte = str(un_refus(paquet(marche(montant=-1)))).replace("\u00a0", " ")
    assert texte.startswith(f"decp.json, marché n° 1, {ACHETEUR}2024T0012 : montant « -1 » : le montant est négatif.")


def test_la_commande_compte_les_avis_et_les_refus(tmp_path, capsys):
    fichier = tmp_path / "a.json"
    fichier.write_bytes(paquet(marche(), marche(id="B", montant=-1), marche(id=...)))
    assert main([str(fichier), "--json"]) == 0
    (bilan,) = json.loads(capsys.readouterr().out)
    assert (bilan["enregistrements"], bilan["avis"], bilan["refus"]) == (3, 1, 2)
    assert sum(bilan["refus_par_motif"].values()) == 2
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4")
    assert main([str(fichier), str(tmp_path / "b.pdf")]) == 1
    assert "illisible" in capsys.readouterr().out


def test_un_champ_de_cent_mille_caracteres_est_lu():
    listes = [{"id": n, "objetModification": "x" * 50} for n in range(2000)]
    sortie = io.StringIO()
    csv.writer(sortie).writerows(
        [
            [*ENTETES.split(","), "modifications"],
            ["M1", ACHETEUR, "Toitures", 5000, "2024-01-10", "2024-01-20", TITULAIRE, json.dumps(listes)],
        ]
    )
    assert len(un_avis(sortie.getvalue().encode()).modifications) == 2000
