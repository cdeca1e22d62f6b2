"""Notre classeur « heures du mois » : il part prérempli, il revient, et rien d'autre que les heures ne change."""

import io
from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.lecture import lire_tableau
from clauses.fond.socle.signature import signer
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.imports import formats, service
from clauses.suivi.declarations.imports.modele_mensuel import COLONNES, LigneDuModele, ecrire, lignes_du_mois
from clauses.suivi.declarations.imports.verification import verifier_fichier
from clauses.suivi.declarations.models import AffectationLot, LigneHeures
from clauses.suivi.declarations.services.validation import demander_correction, valider_lignes
from clauses.suivi.declarations.tests import classeurs, fabriques
from clauses.suivi.declarations.tests.scene import OCTOBRE, Scene, planter

pytestmark = pytest.mark.django_db
TITRES = [colonne.titre for colonne in COLONNES]


@pytest.fixture(scope="module")
def plantee(le_temps_du_module) -> Scene:
    return planter()


@pytest.fixture
def scene(plantee) -> Scene:
    return deepcopy(plantee)


def lignes(scene: Scene, **changements) -> list[LigneDuModele]:
    """Les lignes d'octobre ; `yacine={"travaillees": …}` change la sienne."""
    prises = list(lignes_du_mois(scene.porteuse.pk, OCTOBRE))
    par_nom = {"Yacine": changements.get("yacine", {}), "Inès": changements.get("ines", {})}
    return [ligne._replace(**par_nom[ligne.prenom]) for ligne in prises]


def remplies(scene: Scene, **changements) -> list[LigneDuModele]:
    cent = [ligne._replace(travaillees=Decimal(100)) for ligne in lignes(scene)]
    return [ligne._replace(**changements.get(ligne.prenom, {})) for ligne in cent]


def verifier(scene: Scene, contenu: bytes, nom: str = "heures.xlsx"):
    return verifier_fichier(contenu, nom, scene.porteuse, scene.equipe)


def importer(scene: Scene, contenu: bytes):
    return service.appliquer(service.deposer(contenu, "heures.xlsx", par=scene.equipe), par=scene.equipe)


def totaux(depose):
    return tuple(depose.rapport[cle] for cle in ("crees", "mis_a_jour", "inchanges", "refuses"))


def seul_refus(rapport):
    (sort,) = [s for s in rapport.verdicts if s.issue == "refuse"]
    return sort


def test_le_classeur_nomme_les_contrats_en_cours_et_dit_comment_le_remplir(scene, tmp_path):
    assert LigneDuModele._fields == tuple(colonne.cle for colonne in COLONNES)
    fini = fabriques.contrat_eligible(scene.lot, date_fin=date(2026, 9, 30))
    chemin = tmp_path / "heures.xlsx"
    chemin.write_bytes(ecrire(lignes_du_mois(scene.porteuse.pk, OCTOBRE, scene.lot.marche.operation), OCTOBRE))
    lues = list(lire_tableau(chemin, entetes_attendues=TITRES))
    assert {ligne.cellules["Prénom"] for ligne in lues} == {"Yacine", "Inès"}
    assert fini.participant.nom not in {ligne.cellules["Nom"] for ligne in lues}
    assert {ligne.cellules["Mois"] for ligne in lues} == {OCTOBRE}
    assert len(lire_tableau(chemin, feuille="Lisez-moi", entetes_facultatives=["Mois", "Nom"]).entetes) >= 1


def test_telecharge_et_redepose_tel_quel_ne_change_rien(scene):
    fabriques.ligne(
        scene.yacine, scene.lot, OCTOBRE, "104.25", declaration=scene.octobre, observation="=1+1, écrit ici"
    )
    assert totaux(importer(scene, ecrire(lignes(scene), OCTOBRE))) == (0, 0, 2, 0)


def test_nos_mots_y_sont_imprimes_les_siens_tels_quels_et_les_deux_apostrophes_se_relisent(scene):
    tapees = remplies(scene, Yacine={"accompagnement": Decimal(3), "observation": "L'arrêt : vu"})
    contenu = ecrire(tapees, OCTOBRE, "L'opération")
    lu = CalamineWorkbook.from_filelike(io.BytesIO(contenu))
    aide, rangs = lu.get_sheet_by_name("Lisez-moi").to_python(), lu.get_sheet_by_name("Heures").to_python()
    assert not any("'" in str(case) for rang in aide for case in rang)
    assert {"Heures d’accompagnement", "SIRET de l’employeur"} < set(rangs[0])
    assert "L'arrêt : vu" in {rang[-1] for rang in rangs}
    droites = "\n".join(";".join([titre.replace("’", "'") for titre in rangs[0]]) for _ in range(2)).encode()
    for fichier, nom in ((contenu, "heures.xlsx"), (droites, "heures.csv")):
        lues = lire_tableau(io.BytesIO(fichier), nom_fichier=nom, entetes_attendues=TITRES)
        assert set(TITRES) == set(lues.entetes)
    assert totaux(importer(scene, contenu)) == (2, 0, 0, 0)
    assert LigneHeures.objects.get(contrat=scene.yacine).heures_accompagnement == 3


def test_l_aller_retour_est_exact(scene):
    importer(scene, ecrire(remplies(scene, Yacine={"formation": Decimal("7.5"), "observation": "Stage"}), OCTOBRE))
    assert totaux(importer(scene, ecrire(lignes(scene), OCTOBRE))) == (0, 0, 2, 0)
    changees = lignes(scene, yacine={"travaillees": Decimal("101.25")})
    depose = importer(scene, ecrire(changees, OCTOBRE))
    assert totaux(depose) == (0, 1, 1, 0)
    assert "100\u202fh → 101,25\u202fh" in depose.rapport["motifs"][1][1]
    assert LigneHeures.objects.get(contrat=scene.yacine).heures_travaillees == Decimal("101.25")


def test_des_heures_deposees_sont_transmises_et_le_mois_complet_aussi(scene):
    depose = importer(scene, ecrire(remplies(scene), OCTOBRE))
    assert totaux(depose) == (2, 0, 0, 0)
    ligne = LigneHeures.objects.get(contrat=scene.yacine)
    assert (ligne.etat, ligne.source, ligne.declaration) == ("soumise", "import", scene.octobre)
    scene.octobre.refresh_from_db()
    assert scene.octobre.etat == "soumise"
    assert "1\u00a0mois complet" in depose.message


def test_un_mois_ou_quelqu_un_manque_n_est_pas_transmis(scene):
    importer(scene, ecrire(lignes(scene, yacine={"travaillees": Decimal(80)}), OCTOBRE))
    scene.octobre.refresh_from_db()
    assert scene.octobre.etat == "attendue"


def test_une_ligne_a_corriger_redevient_a_valider(scene):
    importer(scene, ecrire(remplies(scene), OCTOBRE))
    ligne = LigneHeures.objects.get(contrat=scene.yacine)
    demander_correction([ligne.pk], par=scene.equipe, motif="104 ou 140 ?")
    importer(scene, ecrire(lignes(scene, yacine={"travaillees": Decimal(104)}), OCTOBRE))
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.motif) == ("soumise", "")
    scene.octobre.refresh_from_db()
    assert scene.octobre.etat == "soumise"


def test_une_ligne_validee_ne_change_plus_par_un_fichier(scene):
    importer(scene, ecrire(remplies(scene), OCTOBRE))
    valider_lignes(LigneHeures.objects.values_list("pk", flat=True), par=scene.equipe)
    assert totaux(importer(scene, ecrire(lignes(scene), OCTOBRE))) == (0, 0, 2, 0)
    sort = seul_refus(verifier(scene, ecrire(lignes(scene, ines={"travaillees": Decimal(90)}), OCTOBRE)))
    assert "validée" in sort.motif
    assert "rouvrir" in sort.remede.lower()


def test_un_mois_valide_n_accueille_pas_de_nouvelle_ligne(scene):
    with signer(scene.equipe):
        scene.octobre.etat = "validee"
        scene.octobre.save()
    rapport = verifier(scene, ecrire(remplies(scene), OCTOBRE))
    assert rapport.totaux["refuse"] == 2
    assert "octobre 2026 est validé" in rapport.verdicts[0].motif
    assert "Rouvrir" in rapport.verdicts[0].remede


def test_la_cle_d_une_autre_porteuse_est_refusee_sans_rien_en_dire(scene):
    ailleurs = planter()
    sort = seul_refus(verifier(scene, ecrire([*remplies(scene), remplies(ailleurs)[0]], OCTOBRE)))
    assert sort.champ == formats.CLE
    assert "aucun contrat" in sort.motif
    assert "Télécharger" in sort.remede


def test_une_affectation_annulee_n_est_plus_une_cle(scene):
    contenu = ecrire(remplies(scene), OCTOBRE)
    with signer(scene.equipe):
        AffectationLot.objects.get(contrat=scene.ines).annuler("Erreur")
    assert seul_refus(verifier(scene, contenu)).champ == formats.CLE


REFUS = (
    ({"travaillees": Decimal(1000)}, formats.TRAVAILLEES, "Vérifier le nombre"),
    ({"travaillees": Decimal(-1)}, formats.TRAVAILLEES, "Vérifier"),
    ({"travaillees": "beaucoup"}, formats.TRAVAILLEES, "Écrire des heures"),
    ({"formation": "=10*10"}, formats.FORMATION, "Écrire des heures"),
    ({"travaillees": Decimal(0)}, formats.OBSERVATION, "pourquoi"),
    ({"mois": date(2106, 10, 1)}, formats.MOIS, "année"),
    ({"mois": date(2026, 12, 1)}, formats.MOIS, "année"),
    ({"mois": date(2025, 12, 1)}, formats.MOIS, "dates du contrat"),
    ({"mois": "octobre"}, formats.MOIS, "MM/AAAA"),
    ({"nom": "Quelqu'un"}, formats.NOM, "Télécharger"),
    ({"siret": structures.siret_fictif(7)}, formats.SIRET, "Remettre le SIRET"),
    ({"siret": "9990000120001"}, formats.SIRET, "14 chiffres"),
    ({"observation": "=HYPERLINK(1)"}, formats.OBSERVATION, "commence"),
    ({"observation": "n° 1850559350012 34"}, formats.OBSERVATION, "retirer"),
    ({"cle": ""}, formats.CLE, "Télécharger"),
    ({"cle": "123"}, formats.CLE, "Télécharger"),
)


@pytest.mark.parametrize(("changement", "champ", "remede"), REFUS)
def test_le_refus_nomme_la_ligne_la_colonne_et_le_remede(scene, changement, champ, remede):
    prises = remplies(scene)
    rang = next(n for n, ligne in enumerate(prises) if ligne.prenom == "Yacine")
    prises[rang] = prises[rang]._replace(**changement)
    lignes_du_fichier = [dict(zip(TITRES, ligne, strict=True)) for ligne in prises]
    sort = seul_refus(verifier(scene, classeurs.xlsx(TITRES, lignes_du_fichier)))
    assert (sort.ligne, sort.champ) == (rang + 2, champ)
    assert sort.motif
    assert remede.lower() in sort.remede.lower()


def test_la_meme_ligne_deux_fois_dans_le_fichier(scene):
    prises = remplies(scene)
    sort = seul_refus(verifier(scene, ecrire([*prises, prises[0]], OCTOBRE)))
    assert (sort.ligne, "ligne 2" in sort.motif) == (4, True)


def test_un_mois_d_un_cumul_repris_n_est_pas_declare_deux_fois(scene):
    fabriques.ligne(scene.ines, scene.lot, date(2026, 11, 1), depuis=date(2026, 9, 1))
    sort = seul_refus(verifier(scene, ecrire(remplies(scene), OCTOBRE)))
    assert "cumul" in sort.motif


def test_un_sous_traitant_declare_au_mois_de_son_donneur_d_ordre(scene):
    sous_traitant = fabriques.creer(
        type(scene.attribution),
        lot=scene.lot,
        structure=structures.entreprise(scene.porteuse, "Peinture du Nord"),
        role="sous_traitant",
        donneur=scene.attribution,
    )
    contrat = fabriques.contrat_eligible(scene.lot, attribution=sous_traitant)
    prises = [ligne._replace(travaillees=Decimal(50)) for ligne in lignes_du_mois(scene.porteuse.pk, OCTOBRE)]
    importer(scene, ecrire(prises, OCTOBRE))
    assert LigneHeures.objects.get(contrat=contrat).declaration == scene.octobre


def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_de_lignes(scene, django_assert_max_num_queries):
    for _ in range(15):
        fabriques.contrat_eligible(scene.lot)
    prises = [ligne._replace(travaillees=Decimal(50)) for ligne in lignes_du_mois(scene.porteuse.pk, OCTOBRE)]
    contenu = ecrire(prises, OCTOBRE)
    with django_assert_max_num_queries(4):
        assert verifier(scene, contenu).totaux["cree"] == 17
    depose = service.deposer(contenu, "heures.xlsx", par=scene.equipe)
    with django_assert_max_num_queries(45):
        service.appliquer(depose, par=scene.equipe)


def test_un_employeur_n_a_pas_le_droit_de_deposer(scene, client):
    client.force_login(comptes.employeur(scene.ines.employeur).utilisateur)
    assert client.get("/heures/importer/").status_code == 403


@pytest.mark.parametrize("champ", ["Heures travaillées", "Heures de formation", "Mois"])
def test_une_case_en_erreur_refuse_la_ligne_au_lieu_de_ne_rien_changer(scene, champ):
    juste, fausse = (dict(zip(TITRES, ligne, strict=True)) for ligne in remplies(scene))
    sort = seul_refus(verifier(scene, classeurs.xlsx(TITRES, [juste, {**fausse, champ: "#N/A"}])))
    assert (sort.ligne, sort.champ, sort.valeur) == (3, champ, "#N/A")
    assert "La case" in sort.motif
