"""Ce qu'une ligne ouvre, ou ce à quoi elle se rattache : l'aperçu, l'application, la commande et l'écran le disent."""

from collections import Counter
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.imports.rapport import Rapport
from clauses.fond.socle.tests.rapports import lignes_du_rapport
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.imports.verification import verifier_fichier
from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.declarations.tests import classeurs
from clauses.suivi.marches.models import Lot, Marche, Operation, Programme
from clauses.suivi.participants.models import Participant

pytestmark = pytest.mark.django_db
MODELES = {
    "opération": Operation,
    "marché": Marche,
    "lot": Lot,
    "programme": Programme,
    "structure": Structure,
    "personne": Participant,
}
NOMMEE = {"Nom": "Fictif", "Prénom": "Inès", "Dossier": "A-1"}
ENTETES = (*classeurs.ENTETES_CONTRATS, "Nom", "Prénom", "Dossier", "Lot")
ETE = {"Début contrat": date(2026, 7, 6), "Fin contrat": date(2026, 8, 31), "": 2}
AUTRE_MARCHE = {**ETE, "Marché": "Façades", "": 3}
AUTRE_OPERATION = {**ETE, "Opération": "École neuve", "Maitre d ouvrage": "Ville de Bourg", "Age": 50, "": 4}
AUTRE_EMPLOYEUR = {**ETE, "Employeur": "Scarpe Insertion", "Age": 51, "": 5}


@pytest.fixture
def porteuse():
    return structures.porteuse(sigle="MEV")


@pytest.fixture
def equipe(porteuse):
    return comptes.facilitateur(porteuse).en_acteur()


@pytest.fixture
def importer(porteuse, equipe):
    """(l'aperçu, l'application, ce que la base a gagné) d'un même fichier."""

    def importe(*lignes):
        contenu = classeurs.contrats(*lignes, entetes=ENTETES)
        avant = _compter()
        apercu = verifier_fichier(contenu, "contrats.xlsx", porteuse, equipe)
        depose = service.appliquer(service.deposer(contenu, "contrats.xlsx", par=equipe), par=equipe)
        return apercu, Rapport.depuis_json("contrats.xlsx", depose.modele, depose.rapport), _compter() - avant

    return importe


def _compter() -> Counter[str]:
    return Counter({mot: modele.objects.count() for mot, modele in MODELES.items()})


def motifs(rapport: Rapport) -> list[str]:
    return [v.motif.replace("\u202f", " ").replace("\xa0", " ") for v in rapport.verdicts]


@pytest.mark.parametrize(
    "lignes",
    [
        [{}],
        [{}, AUTRE_MARCHE],
        [{}, AUTRE_OPERATION, AUTRE_MARCHE, AUTRE_EMPLOYEUR],
        [NOMMEE, {**NOMMEE, **ETE}, {**NOMMEE, **AUTRE_MARCHE}],
        [{"Nombre d heures": "x"}, {}],
        [{}, {"Modalité": "?", **AUTRE_OPERATION}],
    ],
)
def test_l_apercu_annonce_ce_que_l_application_ouvre(importer, lignes):
    apercu, applique, gagne = importer(*lignes)
    assert apercu.ouvre == applique.ouvre == gagne
    assert motifs(apercu) == motifs(applique)
    apercu, applique, gagne = importer(*lignes)
    assert apercu.ouvre == applique.ouvre == gagne == Counter(), "redéposé, le fichier n'ouvre rien"


def test_la_premiere_ligne_ouvre_les_suivantes_se_rattachent(importer):
    apercu, *_ = importer({**NOMMEE, "Lot": "1"}, {**NOMMEE, **ETE}, AUTRE_MARCHE, AUTRE_EMPLOYEUR)
    ouvre, rattache, marche, employeur = motifs(apercu)
    assert ouvre.startswith(
        "Ouvre l'opération « Réhabilitation Solitude » de « Habitat des Trois-Canaux », son marché « Réhabilitation — "
        "gros œuvre » et son lot 1 ; nouvel employeur « Escaut Intérim Insertion »"
    )
    assert "nouvelle entreprise utilisatrice « Bâtisseurs de l'Escaut »" in ouvre
    assert "nouveau donneur d'ordre « Habitat des Trois-Canaux »" in ouvre
    assert "nouvelle personne" in ouvre
    assert rattache.startswith(
        "Rattaché au lot 1 du marché « Réhabilitation — gros œuvre », opération « Réhabilitation Solitude » de "
        "« Habitat des Trois-Canaux » ; employeur connu « Escaut Intérim Insertion » ; personne connue."
    )
    assert marche.startswith("Ouvre le marché « Façades » et son lot 1 dans l'opération « Réhabilitation Solitude »")
    assert "nouvel employeur « Scarpe Insertion »" in employeur


def test_un_contrat_connu_ne_dit_que_la_fiche_qu_il_ouvre(importer):
    importer({"Entreprise utilisatrice": ""})
    apercu, applique, gagne = importer({})
    assert apercu.ouvre == applique.ouvre == gagne == Counter({"structure": 1})
    assert motifs(apercu)[0].startswith("Nouvelle structure « Bâtisseurs de l'Escaut ». Change")


def test_une_personne_neuve_et_son_prescripteur(porteuse, equipe):
    apercu = verifier_fichier(classeurs.participants({}), "participants.xlsx", porteuse, equipe)
    assert motifs(apercu) == ["Nouvelle personne ; nouveau prescripteur « Mission locale des Deux-Rives »."]
    assert apercu.ouvre == {"structure": 1, "personne": 1}


def test_une_ligne_que_la_base_refuse_n_ouvre_rien(importer):
    # Une contrainte que seule la base connaît : l'autre ligne ouvre alors l'opération à sa place.
    apercu, applique, gagne = importer({"Appellation métier": "x" * 150, "Métier": ""}, {})
    assert applique.ouvre == gagne
    assert apercu.ouvre["opération"] == applique.ouvre["opération"] == 1


def test_la_commande_et_son_rapport_le_disent(porteuse, tmp_path, capsys):
    chemin, rapport = tmp_path / "contrats.xlsx", tmp_path / "rapport.xlsx"
    chemin.write_bytes(classeurs.contrats({}))
    for options, verbe in (((), "ajoutera"), (("--appliquer",), "a ajouté")):
        call_command("importer_contrats", str(chemin), "--structure", "MEV", "--rapport", str(rapport), *options)
        sortie = capsys.readouterr().out
        dit = "1\xa0opération, 1\xa0marché, 1\xa0lot, 3\xa0structures, 1\xa0personne et 1\xa0programme."
        assert f"Le fichier {verbe}\xa0: {dit}" in sortie
        assert "Ouvre l'opération «\xa0Réhabilitation Solitude\xa0»" in sortie
        ((rangee),) = lignes_du_rapport(rapport.read_bytes())
        assert str(rangee["Raison ou remarque"]).startswith("Ouvre l’opération")
        lisez_moi = lignes_du_rapport(rapport.read_bytes(), "Lisez-moi")
        assert any(f"Le fichier {verbe}" in str(valeur) for ligne in lisez_moi for valeur in ligne.values())


def test_l_ecran_le_dit_en_tete_et_a_chaque_ligne(client, porteuse):
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    fichier = SimpleUploadedFile("contrats.xlsx", classeurs.contrats({}))
    page = client.post(reverse("declarations:importer"), {"fichier": fichier}, follow=True).content.decode()
    assert "Le fichier ajoutera\xa0: 1\xa0opération, 1\xa0marché" in page
    assert "Ouvre l&#x27;opération «\xa0Réhabilitation Solitude\xa0»" in page or "Ouvre l’opération" in page
    assert not ContratInsertion.objects.exists()
