"""Une personne écrite autrement n'en fait pas une seconde, et n'abîme pas le nom de la première."""

import contextlib
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.imports.verification import verifier_fichier
from clauses.suivi.declarations.models import ContratInsertion, ImportHeures
from clauses.suivi.declarations.tests import classeurs
from clauses.suivi.participants.models import Participant
from clauses.suivi.participants.tests import fabriques

pytestmark = pytest.mark.django_db
NEE = date(1990, 5, 6)
ZOE = {"Dossier": None, "Nom": "LEFÈVRE", "Prénom": "Zoé", "Date de naissance": NEE}
VIDE = {"Commune": None, "Code Postal": None, "Téléphone mobile": None, "Email": None}
ENTETES = ("Dossier", "Nom", "Prénom", "Date de naissance", *classeurs.ENTETES_CONTRATS)


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def facilitateur(porteuse):
    return comptes.facilitateur(porteuse)


@pytest.fixture
def importer(facilitateur):
    par = facilitateur.en_acteur()

    def importe(contenu, **options):
        return service.appliquer(service.deposer(contenu, "classeur.xlsx", par=par, **options), par=par)

    return importe


def lignes(*changements):
    return classeurs.participants(*({**ZOE, **c} for c in changements))


def totaux(depose):
    return tuple(depose.rapport[cle] for cle in ("crees", "mis_a_jour", "inchanges", "a_confirmer"))


def motifs(depose):
    return " ".join(motif for _, motif, _ in depose.rapport["motifs"]).replace("\u00a0", " ")


def nommees():
    return sorted(str(p) for p in Participant.objects.actifs())


ECRITURES = [
    ("N'GUESSAN", "Awa", "NGUESSAN", "AWA"),
    ("NGUESSAN", "Awa", "N’Guessan", "Awa"),
    ("ŁUKASZEWICZ", "Ewa", "LUKASZEWICZ", "Ewa"),
    ("ŒUVRARD", "Chloé", "OEUVRARD", "CHLOE"),
    ("GROSS", "Ana", "Groß", "Ana"),
    ("LE GOFF", "Anne-Marie", "LEGOFF", "Anne Marie"),
    ("LEFÈVRE", "Zoé", "Zoe", "LEFEVRE"),
    ("YILDIZ", "Ali", "Yıldız", "Ali"),
    ("de la Tour", "Luc", "DE  LA TOUR", "LUC"),
]


@pytest.mark.parametrize(("nom", "prenom", "autre_nom", "autre_prenom"), ECRITURES)
def test_ecrite_autrement_elle_n_a_qu_une_fiche(importer, nom, prenom, autre_nom, autre_prenom):
    importer(lignes({"Nom": nom, "Prénom": prenom}))
    depose = importer(lignes({"Nom": autre_nom, "Prénom": autre_prenom}))
    assert depose.rapport["crees"] == depose.rapport["refuses"] == 0
    assert Participant.objects.count() == 1
    depose = importer(lignes({"Nom": nom, "Prénom": prenom}, {"Nom": autre_nom, "Prénom": autre_prenom}))
    assert (depose.rapport["crees"], Participant.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    "mal_ecrit", [("Lefevre", "ZOE"), ("LEFEVRE", "Zoe"), ("Zoe", "Lefevre"), ("lefèvre", "zoé"), ("LEFE VRE", "ZOÉ")]
)
def test_un_nom_bien_ecrit_n_est_jamais_remplace_par_le_meme_mal_ecrit(importer, mal_ecrit):
    importer(lignes({}))
    nom, prenom = mal_ecrit
    importer(lignes({"Nom": nom, "Prénom": prenom}))
    importer(lignes({"Dossier": 12, "Nom": nom, "Prénom": prenom}))
    assert nommees() == ["Zoé LEFÈVRE"]


def test_un_nom_mal_ecrit_se_corrige_d_apres_le_fichier(importer):
    importer(lignes({"Nom": "Lefevre", "Prénom": "ZOE"}))
    depose = importer(lignes({}))
    assert totaux(depose) == (0, 1, 0, 0)
    assert nommees() == ["Zoé LEFÈVRE"]


def test_un_tout_autre_nom_se_remarque_et_n_ecrase_rien(importer):
    importer(lignes({"Dossier": 12}))
    depose = importer(lignes({"Dossier": 12, "Nom": "DURAND", "Téléphone mobile": "06 11 11 11 11"}))
    assert totaux(depose) == (0, 1, 0, 0)
    assert "« Zoé DURAND »" in motifs(depose)
    assert "garde « Zoé LEFÈVRE »" in motifs(depose)
    assert nommees() == ["Zoé LEFÈVRE"]


def test_une_personne_que_rien_ne_nommait_prend_le_nom_du_fichier(importer, porteuse):
    fabriques.participant(porteuse, prenom="Dossier", nom="12", dossier="12", date_naissance=None)
    importer(lignes({"Dossier": 12}))
    assert nommees() == ["Zoé LEFÈVRE"]


PROBABLES = [
    {"Date de naissance": None, **VIDE},
    {"Nom": "LEFEVRE", "Prénom": "zoe", "Date de naissance": None, **VIDE},
    {"Nom": "LEFÈBVRE"},
    {"Nom": "LEFÈVRE-MARTIN"},
    {"Nom": "DE LEFÈVRE"},
    {"Date de naissance": date(1990, 6, 5)},
    {"Sexe": "M"},
]


@pytest.mark.parametrize("change", PROBABLES)
def test_une_personne_probable_attend_une_reponse(importer, change):
    importer(lignes({}))
    depose = importer(lignes(change))
    assert (totaux(depose), Participant.objects.count()) == ((0, 0, 0, 1), 1)
    assert "À confirmer : une personne est peut-être la même : Zoé LEFÈVRE, 06/05/1990" in motifs(depose)
    depose = importer(lignes(change), reponses={"2": "meme"})
    assert (depose.rapport["a_confirmer"], nommees()) == (0, ["Zoé LEFÈVRE"])


@pytest.mark.parametrize("cle", ["2", "2p", "toutes", "personnes"])
def test_dite_distincte_elle_a_sa_fiche(importer, cle):
    importer(lignes({}))
    depose = importer(lignes({"Nom": "LEFÈBVRE"}), reponses={cle: "distinct"})
    assert (totaux(depose), Participant.objects.count()) == ((1, 0, 0, 0), 2)
    assert "distincte de Zoé LEFÈVRE" in motifs(depose)


@pytest.mark.parametrize(
    "change",
    [
        {"Prénom": "Paul"},
        {"Nom": "DURAND"},
        {"Date de naissance": date(1971, 1, 2)},
        {"Nom": "DURAND", "Prénom": "Paul"},
    ],
)
def test_une_autre_personne_est_creee_sans_question(importer, change):
    importer(lignes({}))
    assert totaux(importer(lignes(change))) == (1, 0, 0, 0)


def test_deux_lignes_d_un_meme_fichier_se_comparent_aussi(importer):
    depose = importer(lignes({}, {"Nom": "LEFÈBVRE"}))
    assert totaux(depose) == (1, 0, 0, 1)
    assert "plus haut dans ce fichier" in motifs(depose)


def test_un_contrat_ne_cree_pas_de_seconde_personne(importer):
    importer(lignes({}))
    ecrite = {"Nom": "Zoe", "Prénom": "Lefevre", "Date de naissance": NEE, "Sexe": "F"}
    assert totaux(importer(classeurs.contrats(ecrite, entetes=ENTETES))) == (1, 0, 0, 0)
    assert nommees() == ["Zoé LEFÈVRE"]


def test_un_contrat_d_une_personne_probable_attend_puis_suit_la_reponse(importer):
    importer(lignes({}))
    proche = {"Nom": "LEFÈBVRE", "Prénom": "Zoé", "Date de naissance": NEE, "Sexe": "F"}
    contenu = classeurs.contrats(proche, entetes=ENTETES)
    depose = importer(contenu)
    assert (totaux(depose), ContratInsertion.objects.count()) == ((0, 0, 0, 1), 0)
    assert totaux(importer(contenu, reponses={"2": "meme"})) == (0, 0, 0, 1), "« 2 » répond du contrat"
    assert totaux(importer(contenu, reponses={"2p": "meme"})) == (1, 0, 0, 0)
    assert (nommees(), ContratInsertion.objects.get().participant.nom) == (["Zoé LEFÈVRE"], "LEFÈVRE")


def test_l_apercu_dit_la_meme_chose_que_l_application(importer, porteuse, facilitateur):
    importer(lignes({}))
    rapport = verifier_fichier(lignes({"Nom": "LEFÈBVRE"}), "a.xlsx", porteuse, facilitateur.en_acteur())
    assert [verdict.details for verdict in rapport.verdicts] == [{"question": "personne"}]


@pytest.mark.parametrize(
    ("options", "fiches"),
    [((), 1), (("--memes", "2"), 1), (("--distincts", "2p"), 2), (("--distincts", "personnes"), 2)],
)
def test_la_commande_pose_la_question_et_prend_la_reponse(importer, tmp_path, capsys, options, fiches):
    importer(lignes({}))
    chemin = tmp_path / "participants.xlsx"
    chemin.write_bytes(lignes({"Nom": "LEFÈBVRE"}))
    with contextlib.suppress(SystemExit):
        call_command("importer_contrats", str(chemin), "--appliquer", *options)
    assert ("une personne est peut-être la même" in capsys.readouterr().out) is (not options)
    assert Participant.objects.count() == fiches


def test_l_ecran_demande_si_c_est_la_meme_personne(client, facilitateur, importer):
    client.force_login(facilitateur.utilisateur)
    importer(lignes({}))
    depose = service.deposer(lignes({"Nom": "LEFÈBVRE"}), "a.xlsx", par=facilitateur.en_acteur())
    adresse = reverse("declarations:import_repondre", args=[depose.pk])
    page = client.get(adresse).content.decode()
    assert "C’est la même personne" in page
    assert "C’est le même contrat" not in page
    assert client.post(adresse, {"ligne_2": "meme", "toutes": ""}).status_code == 302
    depose = ImportHeures.objects.get(pk=depose.pk)
    assert (depose.reponses["2p"].split()[0], depose.rapport["a_confirmer"]) == ("meme", 0)
