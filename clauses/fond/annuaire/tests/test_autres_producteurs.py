"""Des listes d'autres producteurs, sous d'autres intitulés : lues, ce qui est deviné dit, et corrigeable."""

from io import StringIO

import pytest
from django.core.management import call_command

from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.services import charger
from clauses.fond.annuaire.tests.test_lire import ecrire
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.lecture import FichierIllisible
from clauses.fond.structures.fictif import siret_fictif
from clauses.fond.territoires.models import Commune
from clauses.fond.territoires.tests.fabriques import nord

pytestmark = pytest.mark.django_db
PAR = Acteur.systeme("essai")
A, B, C = siret_fictif(51), siret_fictif(52), siret_fictif(53)
ALLIANCE, ESCAUT, DENAIN = "GEIQ Alliance Fictive", "Escaut Ménage Fictif", "Denain Bâtir Fictif"


@pytest.fixture(autouse=True)
def _communes(db):
    nord()
    for code, nom, postaux in (
        ("59606", "Valenciennes", ["59300"]),
        ("59350", "Lille", ["59000", "59160", "59260", "59777", "59800"]),
        ("59172", "Denain", ["59220"]),
    ):
        Commune.objects.create(
            code=code, nom=nom, codes_postaux=postaux, departement_id="59", latitude=50.3, longitude=3.5
        )


@pytest.fixture
def lire_liste(tmp_path):
    def lire(texte: str, nom: str = "liste_2025.csv", **options):
        return charger([ecrire(tmp_path, nom, texte)], par=PAR, **options)[0]

    return lire


def fiches() -> dict[str, tuple[str, str, str, str]]:
    lues = Fournisseur.objects.order_by("nom").values_list("nom", "nature", "siret", "commune")
    return {nom: (nature, siret or "", commune) for nom, nature, siret, commune in lues}


VARIANTES = {
    "le nom s'appelle GEIQ, la commune n'a que son code INSEE": (
        f"GEIQ;SIRET;code_insee;latitude;longitude\n{ALLIANCE};{A};59606;50.3571;3.5233\n"
        f"Denain Bâtir;{B};59172;50.33;3.39\n",
        {ALLIANCE: ("geiq", A, "Valenciennes"), "Denain Bâtir": ("geiq", B, "Denain")},
        "« GEIQ » lue comme le nom",
    ),
    "le nom s'appelle ESAT, sans SIRET": (
        f"Nom de l'ESAT;Code INSEE;Tél\nAtelier Fictif de l'Escaut;59606;03 27 00 00 01\n{DENAIN};59172;0327000002\n",
        {"Atelier Fictif de l'Escaut": ("esat", "", "Valenciennes"), DENAIN: ("esat", "", "Denain")},
        "« Nom de l'ESAT » lue comme le nom",
    ),
    "aucun intitulé n'est connu": (
        f"Quoi;Qui;Identifiant national;Où;Joindre\nEI;{ESCAUT};{A};59300;accueil@escaut.test\n"
        f"ACI;{DENAIN};{B};59220;bonjour@denain.test\n",
        {ESCAUT: ("ei", A, "Valenciennes"), DENAIN: ("aci", B, "Denain")},
        "« Identifiant national » lue comme le SIRET",
    ),
    "la structure est une colonne de natures": (
        f"Structure;Porteur du projet;N° SIRET (14 chiffres)\nACI;{ESCAUT};{A}\nEI;{DENAIN};{B}\n",
        {ESCAUT: ("aci", A, ""), DENAIN: ("ei", B, "")},
        "« Structure » ne dit que des natures",
    ),
    "les natures sont des colonnes à cocher": (
        f"Nom;Siret;ACI;EI;AI;Ville\n{ESCAUT};{A};x;;;Valenciennes\n{DENAIN};{B};;X;;Denain\n",
        {ESCAUT: ("aci", A, "Valenciennes"), DENAIN: ("ei", B, "Denain")},
        "colonnes cochées",
    ),
    "le SIRET tient en deux colonnes": (
        f"SIREN;NIC;Dénomination;Type;CP\n{A[:9]};{A[9:]};{ESCAUT};EI;59300\n{B[:9]};{B[9:]};{DENAIN};EI;59220\n",
        {ESCAUT: ("ei", A, "Valenciennes"), DENAIN: ("ei", B, "Denain")},
        "« SIREN » et « NIC »",
    ),
    "l'adresse contient tout": (
        f"Entreprise adaptée;Adresse complète\n{ESCAUT};12 rue Fictive 59300 VALENCIENNES\n"
        f"{DENAIN};ZA du Puits, 59220 Denain\n",
        {ESCAUT: ("ea", "", "Valenciennes"), DENAIN: ("ea", "", "Denain")},
        "« Entreprise adaptée » lue comme le nom",
    ),
    "la ville porte le code postal": (
        f"Nom de la structure;Catégorie;Ville\n{ESCAUT};ETTI;59300 VALENCIENNES\n{DENAIN};AI;Denain (59220)\n",
        {ESCAUT: ("etti", "", "Valenciennes"), DENAIN: ("ai", "", "Denain")},
        "",
    ),
    "nom et prénom sont ceux d'un contact": (
        f"Organisme;Type;Nom;Prénom;Commune;SIRET\n{ESCAUT};EI;Fictif;Inès;Valenciennes;{A}\n"
        f"{DENAIN};EI;Fictif;Noé;Denain;{B}\n",
        {ESCAUT: ("ei", A, "Valenciennes"), DENAIN: ("ei", B, "Denain")},
        "« Organisme » lue comme le nom",
    ),
    "des coordonnées en une case, et un type qui n'en est pas un": (
        f"Type;GEIQ;Geo\nSiège;{ALLIANCE};50.3571, 3.5233\nAntenne;Alliance BTP Fictive;50.33, 3.39\n",
        {ALLIANCE: ("geiq", "", ""), "Alliance BTP Fictive": ("geiq", "", "")},
        "« Geo » lue comme la position",
    ),
    "un titre au-dessus, deux lignes vides": (
        f"Liste des GEIQ labellisés;;\n;;\nGEIQ;Siret du siège;Commune d'implantation\n{ALLIANCE};{A};Valenciennes\n",
        {ALLIANCE: ("geiq", A, "Valenciennes")},
        "« GEIQ » lue comme le nom",
    ),
    "le code commune est écrit sans son intitulé": (
        f"Raison sociale;Nature;zone\n{ESCAUT};Entreprise d'insertion;59606\n{DENAIN};Entreprise d'insertion;59172\n",
        {ESCAUT: ("ei", "", "Valenciennes"), DENAIN: ("ei", "", "Denain")},
        "« zone » lue comme le code INSEE",
    ),
}


@pytest.mark.parametrize("variante", VARIANTES)
def test_une_liste_d_un_autre_producteur_est_lue_et_dit_ce_qu_elle_devine(variante, lire_liste):
    texte, attendues, dit = VARIANTES[variante]
    rapport = lire_liste(texte)
    assert fiches() == attendues, rapport.avertissements
    assert dit in " ".join(rapport.avertissements).replace("\u00a0", " ")
    assert lire_liste(texte).totaux["cree"] == 0  # le même fichier deux fois ne change rien
    assert fiches() == attendues


def test_un_numero_interne_n_est_pas_pris_pour_un_code_insee(lire_liste):
    texte = (
        f"nom;type;commune;code postal;Agence\n{ESCAUT};EI;Valenciennes;59300;59350\n{DENAIN};EI;Denain;59220;59606\n"
    )
    assert "Agence" in " ".join(lire_liste(texte).avertissements)
    assert fiches() == {ESCAUT: ("ei", "", "Valenciennes"), DENAIN: ("ei", "", "Denain")}


def test_le_nom_est_la_colonne_remplie_plutot_que_l_enseigne_rare(lire_liste):
    lignes = "".join(f"EI;Société {n};{'Association Envie Fictive' if n == 3 else ''};Lille\n" for n in range(12))
    assert lire_liste(f"type;a;b;ville\n{lignes}").totaux["cree"] == 12


def test_une_colonne_par_ligne_d_un_json_se_devine_aussi(tmp_path):
    liste = [{"geiq": ALLIANCE, "insee": "59606", "lat": 50.3571, "lng": 3.5233, "mel": "geiq@alliance.test"}]
    (rapport,) = charger([ecrire(tmp_path, "liste.json", {"data": liste})], par=PAR)
    assert fiches() == {ALLIANCE: ("geiq", "", "Valenciennes")}, rapport.avertissements
    assert Fournisseur.objects.get().courriel == "geiq@alliance.test"


def test_le_siret_seul_suffit_et_le_nom_vient_plus_tard(lire_liste):
    rapport = lire_liste(f"Numéro;Téléphone\n{A};0327000000\n", "ei_2025.csv")
    assert fiches() == {f"SIRET {A}": ("ei", A, "")}
    assert "nommée par son SIRET" in rapport.verdicts[0].motif
    assert lire_liste(f"Numéro;Téléphone\n{A};0327000000\n", "ei_2025.csv").totaux["inchange"] == 1
    lire_liste(f"nom;siret;type\n{ESCAUT};{A};EI\n", "autre_2019.csv")
    assert fiches() == {ESCAUT: ("ei", A, "")}


def test_sans_nom_un_siret_faux_est_refuse_seul(lire_liste):
    rapport = lire_liste(f"siret;type\n{A};EI\n{A[:-1]}{(int(A[-1]) + 1) % 10};EI\n{B};EI\n")
    assert (rapport.totaux["cree"], rapport.totaux["refuse"]) == (2, 1)
    assert rapport.verdicts[1].remede


def test_deux_colonnes_pour_un_champ_se_montrent_et_se_choisissent(lire_liste):
    texte = f"raison sociale;nom;siret;type\n{ESCAUT};Escaut SAS;{A};EI\n{DENAIN};{DENAIN};{B};EI\n"
    dites = " ".join(lire_liste(texte, appliquer=False).avertissements).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Deux colonnes pour le nom : « raison sociale » est lue ; « nom » dit autre chose sur 1 ligne" in dites
    assert '--colonne nom="nom"' in dites
    lire_liste(texte, colonnes={"nom": "Nom"})
    assert set(fiches()) == {"Escaut SAS", DENAIN}


def test_deux_colonnes_devinees_aussi_probables_se_montrent(lire_liste):
    texte = f"nom;type;premier;second\n{ESCAUT};EI;{A};{C}\n{DENAIN};EI;{B};{siret_fictif(54)}\n"
    dites = " ".join(lire_liste(texte).avertissements).replace("\u00a0", " ")
    assert "« premier » lue comme le SIRET" in dites
    assert "« second » s'y prête autant" in dites
    assert Fournisseur.objects.get(nom=ESCAUT).siret == A


def test_une_colonne_se_retire(lire_liste):
    lire_liste(f"nom;type;ville;premier\n{ESCAUT};EI;Lille;{A}\n", colonnes={"siret": ""})
    assert fiches() == {ESCAUT: ("ei", "", "Lille")}


def test_une_colonne_choisie_qui_n_existe_pas_est_refusee_en_nommant_les_autres(lire_liste):
    with pytest.raises(FichierIllisible, match="«\xa0GEIQ\xa0», «\xa0siret\xa0»"):
        lire_liste(f"GEIQ;siret\n{ALLIANCE};{A}\n", colonnes={"nom": "Dénomination"})


def test_un_code_insee_inconnu_garde_le_departement_et_le_dit(lire_liste):
    rapport = lire_liste(f"GEIQ;siret;insee\n{ALLIANCE};{A};62041\n")
    assert Fournisseur.objects.get().departement == "62"
    assert any("code INSEE" in r.motif for r in rapport.verdicts[0].details["remarques"])


def test_un_arrondissement_est_celui_de_sa_ville(lire_liste):
    Commune.objects.create(code="75056", nom="Paris", codes_postaux=["75001"], departement_id="75")
    lire_liste(f"GEIQ;siret;insee\n{ALLIANCE};{A};75113\n")
    assert Fournisseur.objects.get().commune == "Paris"


@pytest.mark.parametrize(
    "texte",
    ["couleur;taille\nbleu;4\n", "nom;prénom;couleur\nFictif;Inès;bleu\n", "Article;Prix\nVis;12,50\nClou;3,10\n"],
)
def test_ce_qui_n_est_pas_une_liste_de_structures_reste_refuse(texte, lire_liste):
    with pytest.raises(FichierIllisible):
        lire_liste(texte)


def test_la_commande_montre_avant_d_ecrire_et_se_corrige(tmp_path):
    chemin = ecrire(tmp_path, "liste.csv", f"GEIQ;Autre nom;siret\n{ALLIANCE};Alliance;{A}\n")

    def lancer(*options):
        sortie = StringIO()
        call_command("charger_annuaire", chemin, *options, stdout=sortie)
        return sortie.getvalue().replace("\u00a0", " ")

    sortie = lancer()
    assert "« GEIQ » lue comme le nom" in sortie
    assert "Aperçu : rien n'est écrit" in sortie
    assert not Fournisseur.objects.exists()
    lancer("--appliquer", "--colonne", 'nom="Autre nom"', "--nature", "geiq")
    assert set(fiches()) == {"Alliance"}


def test_deux_colonnes_interverties_n_inventent_pas_une_structure(lire_liste):
    rapport = lire_liste(f"nom;siret;ville\n{A};{ESCAUT};Lille\n{B};{DENAIN};Denain\n", nature="ei")
    assert (fiches(), rapport.totaux["refuse"]) == ({}, 2)
    assert "n'a pas une lettre" in rapport.verdicts[0].motif
    assert "--colonne nom" in rapport.verdicts[0].remede
