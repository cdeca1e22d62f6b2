"""Charger l'annuaire : chaque bizarrerie d'une liste publique, et recommencer ne change rien."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.services import charger
from clauses.fond.annuaire.tests.test_lire import ecrire
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.lecture import FichierIllisible
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.fictif import siret_fictif
from clauses.fond.structures.tests.fabriques import autre_etablissement, siret_a_zero
from clauses.fond.territoires.models import Commune
from clauses.fond.territoires.tests.fabriques import nord

pytestmark = pytest.mark.django_db
PAR = Acteur.systeme("essai")
A, B = siret_fictif(41), siret_fictif(42)
ENTETE = "kind,siret,name,brand,address,post_code,city,longitude,latitude,website,naf,updated_at\n"


@pytest.fixture(autouse=True)
def _communes(db):
    nord()
    for code, nom, postaux, latitude, longitude in (
        ("59606", "Valenciennes", ["59300"], 50.3580, 3.5233),
        ("59350", "Lille", ["59000", "59160"], 50.6292, 3.0573),
    ):
        Commune.objects.create(
            code=code, nom=nom, codes_postaux=postaux, departement_id="59", latitude=latitude, longitude=longitude
        )


@pytest.fixture
def en_csv(tmp_path):
    def charger_csv(*lignes, nom="liste_2024.csv", entete=ENTETE, **options):
        return charger([ecrire(tmp_path, nom, entete + "\n".join(lignes) + "\n")], par=PAR, **options)[0]

    return charger_csv


def remarques(rapport):
    return [(r.champ, r.motif) for v in rapport.verdicts for r in v.details.get("remarques", ())]


@pytest.mark.parametrize("commune", ["Mouscron", "Valenciennes", "Lille Cedex", "Tournai", "Luxembourg"])
def test_quatre_chiffres_d_une_commune_d_ailleurs_ne_deviennent_pas_un_departement(en_csv, commune):
    Commune.objects.create(code="07042", nom="Bourg-Saint-Andéol", codes_postaux=["07700"], departement_id="07")
    rapport = en_csv(f"EI,{A},ESCAUT PROPRE,,1 rue Fictive,7700,{commune},3.52,50.35,,81.21Z,2024-05-02")
    fiche = Fournisseur.objects.get()
    assert "07" not in (fiche.departement, fiche.code_postal[:2])
    assert any(champ == "code_postal" and "n'est pas du département 07" in motif for champ, motif in remarques(rapport))
    assert fiche.position == "source"


@pytest.mark.parametrize("commune", ["Bourg-Saint-Andéol", "BOURG ST ANDEOL", "Bourg", ""])
def test_le_zero_perdu_d_un_code_postal_se_retablit(en_csv, commune):
    Commune.objects.create(code="07042", nom="Bourg-Saint-Andéol", codes_postaux=["07700"], departement_id="07")
    en_csv(f"EI,{A},ESCAUT PROPRE,,1 rue Fictive,7700,{commune},,,,81.21Z,2024-05-02")
    assert Fournisseur.objects.get().departement == "07"


def test_une_ligne_complete_devient_une_fiche(en_csv):
    ligne = f"EI,{A},ESCAUT PROPRE,Escaut,1 rue Fictive,59300,Valenciennes,3.52,50.35,escaut.test,81.21Z,2024-05-02"
    rapport = en_csv(ligne, source="Liste fictive")
    fiche = Fournisseur.objects.get()
    assert rapport.totaux == {"cree": 1, "modifie": 0, "inchange": 0, "fusionne": 0, "refuse": 0}
    assert (fiche.nature, fiche.siret, fiche.departement, fiche.position) == ("ei", A, "59", "source")
    assert (fiche.latitude, fiche.longitude) == (50.35, 3.52)
    assert (fiche.secteurs, fiche.origine_secteurs, fiche.site) == (["proprete"], "naf", "https://escaut.test")
    assert (fiche.source, str(fiche.millesime)) == ("Liste fictive", "2024-05-02")


def test_l_apercu_dit_quelles_fiches_s_ouvriront_et_combien(en_csv, tmp_path, capsys):
    ligne = f"EI,{A},ESCAUT PROPRE,,,59300,Valenciennes,,,,,"
    for appliquer in (False, True):
        rapport = en_csv(ligne, ligne, "ACI,,SCARPE,,,59000,Lille,,,,,", appliquer=appliquer)
        assert rapport.ouvre == {"structure de l'annuaire": 2}
        assert [v.motif for v in rapport.verdicts if v.issue == "cree"] == [
            "ouvre la fiche de cette structure, Entreprise d'insertion (EI) à Valenciennes.",
            "ouvre la fiche de cette structure, Atelier et chantier d'insertion (ACI) à Lille.",
        ]
    assert Fournisseur.objects.count() == 2
    assert en_csv(ligne).ouvre == {}
    chemin = ecrire(tmp_path, "neuve.csv", ENTETE + f"EI,{B},LYS,,,59000,Lille,,,,,\n")
    call_command("charger_annuaire", chemin)
    assert "Le fichier ajoutera\xa0: 1\xa0structure de l'annuaire." in capsys.readouterr().out


def test_le_meme_fichier_deux_fois_ne_change_rien(en_csv):
    lignes = [
        f"EI,{A},Un,,,59300,Valenciennes,,,,,",
        f"EI,{A},Un,,,59000,Lille,,,,,",
        f"ACI,{A},Un,,,59300,Valenciennes,,,,,",
        "GEIQ,,Sans rien,,,,,,,,,",
        "EI,123,Faux,,,59000,Lille,,,,,",
        "EI,124,Faux,,,59000,Lille,,,,,",
    ]
    premier = en_csv(*lignes)
    assert (premier.totaux["cree"], premier.totaux["fusionne"]) == (5, 1)
    versions = list(Fournisseur.objects.order_by("pk").values_list("pk", "version", "modifie_le"))
    ecritures = EntreeJournal.objects.count()
    assert en_csv(*lignes).totaux == {"cree": 0, "modifie": 0, "inchange": 5, "fusionne": 1, "refuse": 0}
    assert list(Fournisseur.objects.order_by("pk").values_list("pk", "version", "modifie_le")) == versions
    assert EntreeJournal.objects.count() == ecritures


def test_un_siret_sans_son_zero_est_retabli_si_la_cle_le_confirme(en_csv):
    bon, faux = siret_a_zero(), A[1:]
    rapport = en_csv(f"EI,{bon[1:]},Un,,,59300,Valenciennes,,,,,", f"EI,{faux},Deux,,,59300,Valenciennes,,,,,")
    assert set(Fournisseur.objects.values_list("nom", "siret")) == {("Un", bon), ("Deux", None)}
    assert any("zéro perdu en tête, rétabli" in motif for _, motif in remarques(rapport))
    assert any("gardée sans SIRET" in motif for _, motif in remarques(rapport))


def test_un_siret_faux_n_est_jamais_une_cle(en_csv):
    faux = A[:-1] + str((int(A[-1]) + 1) % 10)
    rapport = en_csv(f"EI,{faux},Un,,,59300,Valenciennes,,,,,", f"EI,{faux},Autre,,,59300,Valenciennes,,,,,")
    assert rapport.totaux["cree"] == 2
    assert not Fournisseur.objects.filter(siret__isnull=False).exists()


def test_les_codes_postaux_se_reparent(en_csv):
    rapport = en_csv(
        f"EI,{A},Perdu,,,1150,Blyes,5.25,45.84,,,",
        f"EI,{B},Cedex,,,59307 CEDEX,VALENCIENNES CEDEX,,,,,",
        "EI,,Faux,,,999,Nulle part,,,,,",
    )
    lieux = {f.nom: (f.code_postal, f.commune, f.departement, f.position) for f in Fournisseur.objects.order_by("nom")}
    assert lieux == {
        "Perdu": ("01150", "Blyes", "01", "source"),
        "Cedex": ("59300", "Valenciennes", "59", "commune"),
        "Faux": ("", "Nulle part", "", ""),
    }
    assert [champ for champ, _ in remarques(rapport)] == ["code_postal", "code_postal", "code_postal", "position"]


@pytest.mark.parametrize(
    ("longitude", "latitude", "attendu", "position"),
    [
        ('"3,5233"', '"50,3580"', (50.358, 3.5233), "source"),
        ("50.358", "3.5233", (50.358, 3.5233), "source"),
        ("-3.70", "40.41", (50.6292, 3.0573), "commune"),
        ("650000", "6860000", (50.6292, 3.0573), "commune"),
        ("", "", (50.6292, 3.0573), "commune"),
        ("0", "0", (50.6292, 3.0573), "commune"),
    ],
)
def test_la_position_de_la_source_sinon_celle_de_la_commune(longitude, latitude, attendu, position, en_csv):
    en_csv(f"EI,{A},Un,,,59000,Lille,{longitude},{latitude},,,")
    fiche = Fournisseur.objects.get()
    assert ((fiche.latitude, fiche.longitude), fiche.position) == (attendu, position)


def test_un_texte_mal_encode_est_repare(tmp_path):
    texte = ENTETE + f"ACI,{A},Les Jardins de l'Ã‰lan,,,59300,Valenciennes,,,,,\n"
    charger([ecrire(tmp_path, "x.csv", texte)], par=PAR)
    assert Fournisseur.objects.get().nom == "Les Jardins de l'Élan"


def test_ce_qui_est_refuse_dit_la_ligne_le_champ_et_la_raison(en_csv):
    rapport = en_csv(
        f"ML,{A},Mission locale fictive,,,59300,Valenciennes,,,,,",
        f"EI,{B},,,,59300,Valenciennes,,,,,",
        ",,Fédération fictive des GEIQ,,,59300,Valenciennes,,,,,",
        ",,Sans nature,,,59300,Valenciennes,,,,,",
        "EI,,1 85 05 78 006 084 36,,,59300,Valenciennes,,,,,",
    )
    refus = [(v.ligne, v.champ) for v in rapport.verdicts]
    assert refus == [(2, "nature"), (3, "nom"), (4, "nom"), (5, "nature"), (6, "nom")]
    assert all(v.motif for v in rapport.verdicts)
    assert Fournisseur.objects.count() == 0


def test_une_source_plus_ancienne_complete_sans_remplacer(en_csv):
    en_csv(f"EI,{A},Nom neuf,,,59300,Valenciennes,,,,,2024-01-01")
    en_csv(f"EI,{A},Nom vieux,,,59300,Valenciennes,3.52,50.36,vieux.test,,2020-01-01", nom="autre.csv")
    fiche = Fournisseur.objects.get()
    assert (fiche.nom, fiche.site, fiche.position, fiche.source) == (
        "Nom neuf",
        "https://vieux.test",
        "source",
        "liste_2024.csv",
    )
    en_csv(f"EI,{A},Encore plus neuf,,,59300,Valenciennes,,,,,2025-01-01", nom="autre.csv")
    fiche.refresh_from_db()
    assert (fiche.nom, fiche.latitude) == ("Encore plus neuf", 50.36)


def test_un_demenagement_perd_l_ancienne_adresse_et_l_ancienne_position(en_csv):
    en_csv(f"EI,{A},Un,,1 rue Vieille,59300,Valenciennes,3.52,50.35,,,2020-01-01")
    rapport = en_csv(f"EI,{A},Un,,,59000,Lille,,,,,2024-01-01")
    fiche = Fournisseur.objects.get()
    assert rapport.totaux["modifie"] == 1
    assert (fiche.commune, fiche.adresse, fiche.position, fiche.latitude) == ("Lille", "", "commune", 50.6292)


def test_deux_finess_sont_deux_etablissements(tmp_path):
    texte = (
        "EJ-Raison sociale,ET-N°FINESS,ET-Raison sociale,ET-Adresse,ET-Code Postal,ET-SIRET,ET-Commune Code,"
        "ET-Commune Libellé,ET-Téléphone 1,Capacité autorisée agrégée\n"
        f"APF FICTIVE,590001234,ESAT UN,12   R FICTIVE,59300,{A},59606,Valenciennes,327000000,60\n"
        f"APF FICTIVE,590001235,ESAT DEUX,  ,59300,{A},59606,Valenciennes,,0\n"
    )
    charger([ecrire(tmp_path, "esat_2026.csv", texte)], par=PAR)
    un, deux = Fournisseur.objects.order_by("finess")
    assert (un.nature, un.gestionnaire, un.adresse, un.capacite) == ("esat", "APF FICTIVE", "12 R FICTIVE", 60)
    assert (un.telephone, deux.capacite) == ("03 27 00 00 00", None)


def test_conventions_et_annexes_completent(en_csv, tmp_path):
    en_csv(f"EI,{A},Un,,,59300,Valenciennes,,,,,")
    conventions = f"pk,asp_id,is_active,kind,siret_signature\n7,1,True,EI,{A}\n8,2,False,ACI,{B}\n"
    annexes = (
        "pk,convention,end_at,number,state\n1,7,2025-12-31,x,VALIDE\n2,7,2026-12-31,x,VALIDE\n"
        "3,7,2030-12-31,x,ANNULE\n4,99,2026-12-31,x,VALIDE\n5,7,jamais,x,VALIDE\n"
    )
    chemins = [ecrire(tmp_path, "a.csv", annexes), ecrire(tmp_path, "c.csv", conventions)]
    les_annexes, les_conventions = charger(chemins, par=PAR)
    fiche = Fournisseur.objects.get()
    assert (fiche.convention, fiche.actif, str(fiche.convention_fin)) == ("7", True, "2026-12-31")
    assert [v.issue for v in les_conventions.verdicts] == ["modifie", "refuse"]
    assert [v.issue for v in les_annexes.verdicts] == ["modifie", "modifie", "refuse", "refuse", "refuse"]
    assert [r.totaux["modifie"] for r in charger(chemins, par=PAR)] == [0, 0]


def test_une_convention_close_sort_la_structure_de_la_recherche(en_csv, tmp_path):
    en_csv(f"EI,{A},Un,,,59300,Valenciennes,,,,,")
    conventions = f"pk,asp_id,is_active,kind,siret_signature\n7,1,False,EI,{A}\n"
    charger([ecrire(tmp_path, "c.csv", conventions)], par=PAR)
    assert not Fournisseur.objects.en_activite().exists()


def test_un_fichier_illisible_n_ecrit_rien_des_autres(tmp_path):
    bon = ecrire(tmp_path, "bon.csv", ENTETE + f"EI,{A},Un,,,59300,Valenciennes,,,,,\n")
    with pytest.raises(FichierIllisible):
        charger([bon, ecrire(tmp_path, "casse.json", "[{")], par=PAR)
    assert Fournisseur.objects.count() == 0


def test_la_commande_rend_compte_en_json_et_par_son_code(tmp_path):
    chemin = ecrire(
        tmp_path, "liste.csv", ENTETE + f"EI,{A},Un,,,59300,Valenciennes,,,,,\nML,,Hors,,,59000,Lille,,,,,\n"
    )
    sortie = StringIO()
    with pytest.raises(SystemExit) as fin:
        call_command("charger_annuaire", chemin, "--json", "--appliquer", stdout=sortie)
    (rapport,) = json.loads(sortie.getvalue())
    assert rapport["applique"]
    assert Fournisseur.objects.count() == 1
    assert fin.value.code == 1
    assert rapport["totaux"]["cree"] == 1
    assert rapport["verdicts"][0]["champ"] == "nature"
    assert "sans les remplacer" in " ".join(rapport["avertissements"])


def test_la_commande_refuse_un_fichier_illisible(tmp_path):
    erreur = StringIO()
    with pytest.raises(SystemExit) as fin:
        call_command("charger_annuaire", tmp_path / "absent.csv", stderr=erreur)
    assert fin.value.code == 2
    assert "n'existe pas" in erreur.getvalue()


def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_de_lignes(en_csv, django_assert_max_num_queries):
    lignes = [f"EI,{siret_fictif(100 + n)},S{n},,,59300,Valenciennes,,,,," for n in range(60)]
    with django_assert_max_num_queries(14):
        assert en_csv(*lignes).totaux["cree"] == 60


def ligne_de(siret, ou="59300,Valenciennes", nom="ESCAUT PROPRE"):
    return f"EI,{siret},{nom},,1 rue Fictive,{ou},,,,,2024-05-02"


def test_une_structure_qui_change_d_etablissement_dans_sa_commune_reste_la_meme(en_csv):
    en_csv(ligne_de(A))
    nouveau = autre_etablissement(A)
    rapport = en_csv(ligne_de(nouveau))
    assert Fournisseur.objects.get().siret == nouveau
    assert rapport.totaux["modifie"] == 1
    ((champ, motif),) = remarques(rapport)
    assert (champ, A in motif.replace("\u202f", "")) == ("siret", True)
    assert en_csv(ligne_de(nouveau)).totaux["inchange"] == 1


@pytest.mark.parametrize("autre", [{"ou": "59000,Lille"}, {"nom": "UN AUTRE ATELIER"}])
def test_un_autre_etablissement_ailleurs_ou_sous_un_autre_nom_est_une_fiche_de_plus_et_c_est_dit(en_csv, autre):
    en_csv(ligne_de(A))
    rapport = en_csv(ligne_de(autre_etablissement(A), **autre))
    assert Fournisseur.objects.count() == 2
    assert A in remarques(rapport)[0][1].replace("\u202f", "")


def test_deux_etablissements_d_un_meme_fichier_restent_deux(en_csv):
    en_csv(ligne_de(A))
    rapport = en_csv(ligne_de(A), ligne_de(autre_etablissement(A)))
    assert Fournisseur.objects.count() == 2
    assert remarques(rapport) == []
