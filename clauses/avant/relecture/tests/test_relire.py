"""Déposer, relire, donner suite : la pièce est lue, comparée à la clause du lot, et rien ne se double."""

from decimal import Decimal

import pytest

from clauses.avant.projets.tests import fabriques as projets
from clauses.avant.relecture import services
from clauses.avant.relecture.models import PieceRelue, Relecture, SuiteDeRemarque
from clauses.avant.relecture.services import lecture as lecture_des_pieces
from clauses.avant.relecture.tests.fabriques import clause_de_la_piece, piece_juste, relecture
from clauses.fond.comptes.tests.fabriques import acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.signature import signer
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.marches.tests.scene import monter
from lecteur.documents import TAILLE_MAX
from lecteur.tests.pieces import en_docx, en_pdf
from tests.harnais.ensemble import en_meme_temps

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = monter(avec_clause=False)
    clause_de_la_piece(scene.lot)
    return scene


@pytest.fixture
def moi(scene):
    return acteur(scene.compte("facilitateur"))


def points(faite: Relecture, *gravites: str) -> list[str]:
    gravites = gravites or ("bloquante", "a_corriger", "a_verifier")
    return [r["code"] for p in faite.pieces.order_by("rang") for r in p.remarques if r["gravite"] in gravites]


def test_une_piece_juste_est_conforme_a_son_lot(scene, moi):
    faite = relecture(moi, lot=scene.lot)
    piece = faite.pieces.get()
    assert (piece.etat, piece.nature) == ("lue", "ccap")
    assert points(faite) == []
    assert {"heures_du_lot", "publics", "penalites", "transmissions", "facilitateur", "modalites"} <= set(
        points(faite, "conforme")
    )
    assert faite.marche == scene.marche
    assert faite.relue_le is not None


@pytest.mark.parametrize(
    ("avant", "apres", "code", "gravite"),
    [
        ("1 000 heures", "800 heures", "heures_du_lot", "bloquante"),
        ("60 € par heure", "75 € par heure", "penalites", "a_corriger"),
        ("chaque mois", "chaque trimestre", "transmissions", "a_corriger"),
        ("le 15 du mois", "le 5 du mois", "transmissions", "a_corriger"),
        (" et les bénéficiaires du RSA", "", "publics", "a_corriger"),
        (
            "La facilitatrice de la clause sociale est Anne Durand, anne.durand@exemple.test, 03 20 00 00 00.",
            "Fin.",
            "facilitateur",
            "a_corriger",
        ),
        ("1 000 heures", "… heures", "heures_du_lot", "bloquante"),
        (
            "sont réservées à",
            "(part de main-d'œuvre : 50 % du montant) sont réservées à",
            "part_de_main_d_oeuvre",
            "bloquante",
        ),
    ],
)
def test_une_faute_dans_la_piece_est_vue_et_citee(scene, moi, avant, apres, code, gravite):
    faite = relecture(moi, ("CCAP.docx", piece_juste((avant, apres))), lot=scene.lot)
    (remarque, *_) = [r for r in faite.pieces.get().remarques if r["code"] == code and r["gravite"] != "conforme"]
    assert remarque["gravite"] == gravite
    if remarque.get("citation"):
        texte = {p[2]: p[0] for p in faite.pieces.defer(None).get().paragraphes}[remarque["paragraphe"]]
        assert texte[remarque["debut"] : remarque["fin"]] == remarque["citation"]


def test_une_piece_sans_clause_le_dit_et_ne_devine_rien(scene, moi):
    faite = relecture(
        moi, ("CCAP.docx", en_docx("Article 1 — Objet", "Fourniture de mobilier de bureau.")), lot=scene.lot
    )
    assert points(faite) == ["clause_presente"]
    assert faite.pieces.get().remarques[0]["explication"].startswith("Je n’ai trouvé aucune clause")


def test_une_piece_illisible_est_gardee_avec_ce_qu_il_faut_faire(scene, moi):
    faite = relecture(moi, ("CCAP.doc", b"{\\rtf1 x}"), ("CCAP.docx", piece_juste()), lot=scene.lot)
    rtf, docx = faite.pieces.order_by("rang")
    assert (rtf.etat, docx.etat) == ("illisible", "lue")
    assert "enregistrez-le au format .docx" in rtf.message
    assert rtf.remarques == []


def test_sans_lot_l_equipe_relit_la_piece_seule_et_l_acheteur_choisit_un_lot(scene, moi):
    assert points(relecture(moi)) == []
    with pytest.raises(RefusMetier, match="Choisissez le lot"):
        relecture(acteur(scene.compte("acheteur")))


def test_tous_les_lots_du_marche_chacun_a_sa_clause(scene, moi):
    autre = marches.lot(scene.marche, "4", intitule="Peinture")
    clause_de_la_piece(autre, heures=Decimal(400))
    faite = relecture(moi, marche=scene.marche)
    assert faite.pieces.get().resultat["comparee_a"] == ["3", "4"]
    heures = [r for r in faite.pieces.get().remarques if r["code"] == "heures_du_lot"]
    assert [(r["lot"], r["gravite"]) for r in heures] == [("4", "bloquante"), ("3", "conforme")]


def test_un_double_envoi_rend_la_meme_relecture(scene, moi):
    une, deux = relecture(moi, lot=scene.lot), relecture(moi, lot=scene.lot)
    assert une == deux
    assert PieceRelue.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_le_meme_depot_envoye_plusieurs_fois_a_la_fois_ne_fait_qu_une_relecture(scene, moi):
    rendues = en_meme_temps(4, lambda: relecture(moi, lot=scene.lot).pk)
    assert len(set(rendues)) == Relecture.objects.count() == PieceRelue.objects.count() == 1


def test_l_octet_nul_d_un_texte_n_arrete_pas_sa_lecture(moi):
    faite = relecture(moi, ("CCAP.txt", "Le titulaire réserve 1\0 000 heures d'insertion.".encode("utf-16")))
    assert faite.pieces.get().etat == "lue"
    assert "réserve 1 000 heures" in faite.pieces.defer(None).get().paragraphes[0][0]


def test_relire_compare_a_la_clause_du_jour(scene, moi):
    faite = relecture(moi, lot=scene.lot)
    clause = scene.lot.clauses.get()
    with signer(moi):
        scene.lot.clauses.filter(pk=clause.pk).update(est_en_vigueur=False)
    clause_de_la_piece(scene.lot, heures=Decimal(1200), rang=2, motif_changement="Avenant")
    assert "heures_du_lot" in points(services.relire(faite, par=moi), "bloquante")


def test_deux_pieces_qui_se_contredisent(scene, moi):
    faite = relecture(
        moi,
        ("CCAP.docx", piece_juste()),
        ("acte_engagement.docx", piece_juste(("1 000 heures", "900 heures"))),
        lot=scene.lot,
    )
    assert [r["gravite"] for r in faite.entre_pieces if r["titre"].startswith("Heures")] == ["bloquante"]
    assert faite.comptes["bloquante"] >= 2


def test_une_longue_piece_est_lue_par_un_travail_differe(scene, moi, monkeypatch):
    travaux = []
    monkeypatch.setattr(lecture_des_pieces, "differer", lambda chemin, **ids: travaux.append((chemin, ids)))
    monkeypatch.setattr(lecture_des_pieces, "PAGES_IMMEDIATES", 1)
    contenu = en_pdf("Le titulaire réserve 1 000 heures d'insertion.\n#pagebreak()\nPage deux.")
    faite = relecture(moi, ("CCAP.pdf", contenu), lot=scene.lot)
    piece = faite.pieces.get()
    assert (piece.etat, piece.pages, faite.relue_le) == ("deposee", 2, None)
    ((chemin, ids),) = travaux
    assert chemin == "clauses.avant.relecture.services.lecture.lire_piece"
    lue = services.lire_piece(ids["piece_id"], par=moi)
    assert lue.etat == "lue"
    assert services.lire_piece(ids["piece_id"], par=moi).version == lue.version, "deux fois n'en font qu'une"
    faite.refresh_from_db()
    assert faite.relue_le is not None


@pytest.mark.parametrize(
    ("fichiers", "dit"),
    [
        ((), "au moins une pièce"),
        ((("x.docx", b""),), "vide"),
        ((("x.pdf", b"0" * (TAILLE_MAX + 1)),), "pèse plus de"),
        (tuple((f"{n}.txt", b"texte") for n in range(11)), "10 pièces au plus"),
    ],
)
def test_un_depot_refuse_dit_pourquoi(scene, moi, fichiers, dit):
    with pytest.raises(RefusMetier, match=dit):
        services.deposer(fichiers, par=moi, lot=scene.lot)
    assert Relecture.objects.count() == 0


def test_donner_suite_puis_revenir(scene, moi):
    faite = relecture(moi, ("CCAP.docx", piece_juste(("1 000 heures", "800 heures"))), lot=scene.lot)
    cle = next(r["cle"] for r in faite.pieces.get().remarques if r["gravite"] == "bloquante")
    with pytest.raises(RefusMetier, match="Dites pourquoi"):
        services.donner_suite(faite, cle, "ecartee", par=moi)
    suite = services.donner_suite(faite, cle, "ecartee", par=moi, motif="L'avenant arrive.")
    services.donner_suite(faite, cle, "traitee", par=moi)
    assert SuiteDeRemarque.objects.get() == suite
    assert services.donner_suite(faite, cle, "a_traiter", par=moi).etat == "a_traiter"
    assert EntreeJournal.objects.de(suite).count() == 3
    with pytest.raises(RefusMetier, match="n'est plus dans la relecture"):
        services.donner_suite(faite, "inconnue", "traitee", par=moi)
    with pytest.raises(RefusMetier, match="Choisissez une suite"):
        services.donner_suite(faite, cle, "n'importe", par=moi)


def test_la_suite_survit_a_une_nouvelle_lecture(scene, moi):
    faite = relecture(moi, ("CCAP.docx", piece_juste(("1 000 heures", "800 heures"))), lot=scene.lot)
    cle = next(r["cle"] for r in faite.pieces.get().remarques if r["gravite"] == "bloquante")
    services.donner_suite(faite, cle, "traitee", par=moi)
    services.relire(faite, par=moi)
    assert cle in {r["cle"] for r in faite.pieces.get().remarques}


def test_annuler_demande_un_motif_et_quitte_la_liste(scene, moi):
    faite = relecture(moi, lot=scene.lot)
    with pytest.raises(RefusMetier, match="Dites pourquoi"):
        services.annuler(faite, par=moi, motif=" ")
    services.annuler(faite, par=moi, motif="Mauvais marché")
    assert not Relecture.objects.actifs().exists()
    assert relecture(moi, lot=scene.lot) != faite, "les mêmes fichiers se redéposent"


def test_une_fiche_projet_donne_sa_portee_a_l_acheteur(scene):
    projet = projets.projet(scene.porteuse, donneur_d_ordre=scene.bailleur)
    acheteur, autre = acteur(scene.compte("acheteur")), acteur(scene.compte("autre_acheteur"))
    faite = relecture(acheteur, projet=projet)
    assert Relecture.objects.visibles_par(acheteur).get() == faite
    assert not Relecture.objects.visibles_par(autre).exists()


def test_le_nom_du_fichier_est_nettoye(scene, moi):
    faite = relecture(moi, ('C:\\bureau\\mon "CCAP"\x00.docx', piece_juste()), lot=scene.lot)
    assert faite.pieces.get().nom_fichier == "mon CCAP.docx"
