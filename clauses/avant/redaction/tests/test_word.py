"""Le DOCX : bien formé, accessible, fidèle au texte, indifférent à ce que les gens tapent ; et ce qui en revient."""

import shutil
import subprocess
import zipfile
from datetime import date
from io import BytesIO

import docx
import pytest
from django.core.files.base import ContentFile
from django.db.models import TextField, Value
from docx.oxml.ns import qn
from lxml import etree

from clauses.avant.redaction import word
from clauses.avant.redaction.applicables import applicables
from clauses.avant.redaction.composition import composer
from clauses.avant.redaction.faits import lire
from clauses.avant.redaction.services import pieces as services
from clauses.avant.redaction.tests import fabriques, scene
from clauses.avant.redaction.word.lecture import TAILLE_MAX
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.suivi.marches.models import Marche
from clauses.suivi.marches.tests import fabriques as marches

ENTOURAGE = word.Entourage(3, date(2026, 11, 24))
HOSTILES = [
    "<script>alert('x')</script> & Fils",
    "{{ obligation }} {% for x in y %}",
    "Lot \x07 \x00 d’essai\ufffe",
    "L" * 240,
    "« Élan » – 50 % ; l'été : « fin »",
    "[si alloti] [tableau heures]",
]
# Un point blanc, en PNG.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe"
    "0def46b80000000049454e44ae426082"
)


def ecrites(marche, **choix):
    faits = lire(marche)
    for applicable in applicables(faits):
        if applicable.a_lieu:
            document = composer(applicable.nature, faits, choix)
            yield document, word.ecrire(document, ENTOURAGE)


@pytest.mark.django_db
@pytest.mark.parametrize("nom", fabriques.SCENES)
def test_le_fichier_dit_exactement_le_texte_de_la_page(nom):
    for document, contenu in ecrites(fabriques.SCENES[nom](), numero_article="12"):
        assert word.lire(contenu) == document.en_texte(), document.titre
        assert "'" not in document.en_texte().replace(document.structure, ""), document.titre
        with zipfile.ZipFile(BytesIO(contenu)) as archive:
            for partie in archive.namelist():
                if partie.endswith((".xml", ".rels")):
                    etree.fromstring(archive.read(partie))


@pytest.mark.django_db
def test_les_titres_les_entetes_la_langue_et_le_pied_sont_ceux_d_un_vrai_document():
    document, contenu = next(iter(ecrites(fabriques.six_lots())))
    relu = docx.Document(BytesIO(contenu))
    titres = [p.text for p in relu.paragraphs if p.style.name == "Heading 1"]
    assert titres == [s.intitule for s in document.sections]
    assert relu.paragraphs[0].style.name == "Title"
    assert relu.core_properties.title.startswith("Clause sociale d’insertion")
    assert relu.core_properties.language == "fr-FR"
    for tableau in relu.tables:
        assert tableau.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert tableau._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    langues = {e.get(qn("w:val")) for e in relu.styles.element.iter(qn("w:lang"))}
    assert langues == {"fr-FR"}
    pied = relu.sections[0].footer.paragraphs[0]
    assert "version\u00a03 du 24\u00a0novembre 2026" in pied.text
    assert " NUMPAGES " in "".join(e.text for e in pied._p.iter(qn("w:instrText")))
    assert relu.sections[0].header.paragraphs[0].text == document.structure
    assert any(p.style.name == "List Bullet" for p in relu.paragraphs)


@pytest.mark.django_db
@pytest.mark.parametrize("hostile", HOSTILES, ids=["balises", "gabarit", "controles", "long", "typo", "langage"])
def test_ce_que_les_gens_tapent_s_ecrit_tel_quel(hostile):
    imprimable = hostile.replace("\x00", "").replace("\x07", "").replace("\ufffe", "")
    marche = fabriques.marche_prepare(objet=imprimable, reference=imprimable[:60])
    fabriques.clause(marche, intitule=imprimable, formule="fixe", heures=10)
    marches.lot(marche, "2", intitule="Autre")
    with signer(FABRICANT):  # écrit avant que la colonne ne refuse ces caractères
        Marche.objects.filter(pk=marche.pk).update(objet=Value(hostile.replace("\x00", ""), output_field=TextField()))
    marche.refresh_from_db()
    for document, contenu in ecrites(marche):
        assert word.lire(contenu) == document.en_texte()
    assert imprimable in composer("ccap", lire(marche), {}).en_texte()


@pytest.mark.django_db
def test_un_manque_est_surligne():
    marche = fabriques.marche_prepare()
    fabriques.clause(marche, formule="tranches", publics=[])
    _, contenu = next(iter(ecrites(marche)))
    relu = docx.Document(BytesIO(contenu))
    surlignes = [r.text for p in relu.paragraphs for r in p.runs if r.font.highlight_color is not None]
    assert any("obligation d’insertion" in texte for texte in surlignes)
    assert any("publics éligibles" in texte for texte in surlignes)


@pytest.mark.django_db
def test_le_logo_de_la_structure_est_en_tete_et_a_son_texte():
    monde = scene.monter()
    monde.marche.porteuse.logo.save("logo.png", ContentFile(PNG), save=False)
    document = composer("ccap", lire(monde.marche), {})
    relu = docx.Document(BytesIO(word.ecrire(document, word.Entourage(1, date(2026, 11, 24), PNG))))
    images = list(relu.sections[0].header._element.iter(qn("wp:docPr")))
    assert [i.get("descr") for i in images] == [f"Logo de {document.structure}"]
    monde.marche.porteuse.logo.delete(save=False)


@pytest.mark.django_db
def test_un_logo_illisible_n_empeche_pas_d_ecrire():
    document = composer("ccap", lire(fabriques.fixe()), {})
    assert word.lire(word.ecrire(document, word.Entourage(1, date(2026, 11, 24), b"pas une image")))


@pytest.mark.processus
@pytest.mark.django_db
@pytest.mark.parametrize("nom", ["six_lots", "ugap", "marche_d_insertion"])
def test_libreoffice_ouvre_les_pieces_et_en_fait_un_pdf(nom, tmp_path):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) n'est pas sur cette machine : les pièces ne sont pas converties.")
    for document, contenu in ecrites(fabriques.SCENES[nom]()):
        (tmp_path / f"{document.nature}.docx").write_bytes(contenu)
    fichiers = sorted(tmp_path.glob("*.docx"))
    profil = f"-env:UserInstallation=file://{tmp_path}/profil"
    subprocess.run(
        [soffice, profil, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *fichiers],
        check=True,
        capture_output=True,
    )
    assert [f.with_suffix(".pdf").read_bytes()[:5] for f in fichiers] == [b"%PDF-"] * len(fichiers)


def paquet(*, parties=None, types=None):
    """Un DOCX minimal ; `parties` ajoute des fichiers, `types` remplace la déclaration des types."""
    flux = BytesIO()
    docx.Document().save(flux)
    sortie = BytesIO()
    with zipfile.ZipFile(flux) as avant, zipfile.ZipFile(sortie, "w") as apres:
        for nom in avant.namelist():
            contenu = avant.read(nom)
            if nom == "[Content_Types].xml" and types:
                contenu = types(contenu)
            if nom not in (parties or {}):
                apres.writestr(nom, contenu)
        for nom, contenu in (parties or {}).items():
            apres.writestr(nom, contenu)
    return sortie.getvalue()


DISTANT = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    b'attachedTemplate" Target="http://exemple.test/x.dotm" TargetMode="External"/></Relationships>'
)
REFUSES = {
    "vide": (b"", "vide"),
    "texte": (b"bonjour", "n'est pas un document Word"),
    "ancien .doc": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "n'est pas un document Word"),
    "archive quelconque": (paquet()[:200], "n'est pas un document Word"),
    "macro": (paquet(parties={"word/vbaProject.bin": b"x"}), "macros"),
    "docm": (
        paquet(
            types=lambda c: c.replace(
                b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                b"application/vnd.ms-word.document.macroEnabled.main+xml",
            )
        ),
        "macros",
    ),
    "modèle distant": (paquet(parties={"word/_rels/settings.xml.rels": DISTANT}), "modèle distant"),
    "entités": (
        paquet(parties={"word/document.xml": b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "b">]><d/>'}),
        "entités",
    ),
    "abîmé": (paquet(parties={"word/document.xml": b"<pas fini"}), "abîmé"),
    "trop gros": (b"x" * (TAILLE_MAX + 1), "pèse plus de"),
}


@pytest.mark.parametrize("cas", REFUSES)
def test_ce_qui_n_est_pas_un_docx_sur_est_refuse(cas):
    contenu, raison = REFUSES[cas]
    with pytest.raises(word.FichierRefuse, match=raison):
        word.lire(contenu)


def test_un_fichier_qui_se_deplie_en_masse_est_refuse():
    bombe = paquet(parties={"word/media/image.bin": b"\0" * 90_000_000})
    flux = BytesIO()
    with zipfile.ZipFile(BytesIO(bombe)) as avant, zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as apres:
        for nom in avant.namelist():
            apres.writestr(nom, avant.read(nom))
    assert len(flux.getvalue()) < TAILLE_MAX
    with pytest.raises(word.FichierRefuse, match="masse anormale"):
        word.lire(flux.getvalue())


@pytest.mark.django_db
def test_le_nom_du_fichier_dit_le_marche_la_piece_et_la_version():
    monde = scene.monter()
    piece = services.preparer(monde.marche, "ae", par=monde.acteur())
    assert services.nom_du_fichier(piece, 2) == "2026-trv-014_annexe-a-lacte-dengagement_v2.docx"
