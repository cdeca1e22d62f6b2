"""Le registre des contrôles : chacun parle quand il faut, et se tait sur un article juste."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lecteur.controle import (
    CONTROLES,
    PAR_CODE,
    Gravite,
    Remarque,
    controler,
)
from lecteur.controle.dossier import PieceComparee, comparer
from lecteur.controle.examen import Examen
from lecteur.extraction import extraire
from lecteur.extraction.constats import Lecture, Paragraphe, Texte
from lecteur.tests.cas_de_controle import PARLENT, SE_TAISENT
from lecteur.tests.lectures import ARTICLE, Fabrique, attendue, examen, lecture


def dits(controle: str, quoi: Examen) -> list[Remarque]:
    return [r for r in PAR_CODE[controle].examiner(quoi) if r.gravite != Gravite.CONFORME]


@pytest.mark.parametrize("code", [c.code for c in CONTROLES])
def test_chaque_controle_parle_quand_il_faut(code):
    assert PARLENT[code], "chaque contrôle du registre a son cas"
    for rang, quoi in enumerate(PARLENT[code]):
        remarques = dits(code, quoi)
        assert remarques, f"{code}, cas {rang} : rien n'est dit."
        assert all(r.code == code and r.titre and r.explication for r in remarques)


@pytest.mark.parametrize("code", [c.code for c in CONTROLES])
def test_chaque_controle_se_tait_sur_une_piece_juste(code):
    assert dits(code, examen()) == []
    assert dits(code, SE_TAISENT.get(code, examen())) == []


def test_chaque_controle_a_sa_reference_et_un_code_unique():
    assert len(PAR_CODE) == len(CONTROLES) == len(PARLENT)
    assert all(controle.titre and controle.reference.en_mots() for controle in CONTROLES)


def test_les_remarques_vont_de_la_plus_grave_a_la_plus_legere():
    quoi = examen(lecture(contacts=()), clause=attendue(heures=Decimal(1200)))
    remarques = controler(quoi.lecture, quoi.texte, nature="ccap", attendues=(quoi.attendue,))
    assert [r.gravite for r in remarques] == sorted((r.gravite for r in remarques), key=list(Gravite).index)
    assert remarques[0].code == "heures_du_lot"
    assert remarques[0].citation == "1 000 heures"
    assert remarques[0].a_ecrire == "Ce qu’il faut écrire : heures."


def test_une_piece_sans_clause_ne_recoit_qu_une_remarque():
    texte = Texte.depuis("Article 1 — Objet\nLe marché porte sur des fournitures.")
    remarques = controler(Lecture(), texte, nature="ccap", attendues=(attendue(),))
    assert [(r.code, r.gravite) for r in remarques] == [("clause_presente", Gravite.BLOQUANTE)]
    assert remarques[0].explication.startswith("Je n’ai trouvé aucune clause")
    assert remarques[0].lu == remarques[0].citation == ""


def test_sans_lot_la_piece_n_est_comparee_qu_a_elle_meme():
    remarques = controler(lecture(), Fabrique().texte, nature="ccap")
    assert [r for r in remarques if r.gravite != Gravite.CONFORME] == []
    contradictoire = replace(lecture(), volumes=(*lecture().volumes, Fabrique().volume("60 €", 60)))
    assert controler(contradictoire, Fabrique().texte, nature="ccap")[0].code == "heures_contradictoires"


def test_un_reglement_de_consultation_ne_doit_pas_dire_les_penalites():
    lu = lecture(penalites=(), transmissions=(), contacts=(), publics=(), modalites=())
    remarques = controler(lu, Fabrique().texte, nature="rc", attendues=(attendue(),))
    assert [r.code for r in remarques if r.gravite != Gravite.CONFORME] == []


def test_plusieurs_lots_chacun_a_sa_clause():
    f = Fabrique(ARTICLE + "\nLot 1 : 300 heures. Lot 02 : 250 heures.")
    volumes = (
        f.volume("300 heures", 300, lot="1", portee="lot"),
        f.volume("250 heures", 250, lot="02", portee="lot"),
    )
    clauses = (attendue(lot="1", heures=Decimal(300)), attendue(lot="2", heures=Decimal(260)))
    remarques = controler(lecture(f, volumes=volumes, formules=()), f.texte, nature="ccap", attendues=clauses)
    assert [(r.lot, r.gravite) for r in remarques if r.code == "heures_du_lot"] == [
        ("2", Gravite.BLOQUANTE),
        ("1", Gravite.CONFORME),
    ]


def test_la_meme_chose_pour_plusieurs_lots_se_dit_une_fois_et_les_nomme():
    clauses = tuple(
        attendue(lot=lot, penalite_heure=Decimal(tarif)) for lot, tarif in (("1", 45), ("2", 45), ("6", 80))
    )
    nue = lecture(penalites=())
    remarques = controler(nue, Fabrique().texte, nature="ccap", attendues=clauses)
    (tue,) = [r for r in remarques if r.titre == "Pas de pénalité par heure non faite"]
    assert tue.lot == ""
    assert tue.explication.startswith("Lots 1 et 2 : la clause du lot prévoit 45")
    assert "Lot 6 : la clause du lot prévoit 80" in tue.explication
    assert "(lots 1 et 2) ; 80" in tue.attendu.replace("\u202f", " ").replace("\u00a0", " ")
    une_de_trop = (*clauses[:2], attendue(lot="6", penalite_heure=Decimal(0)))
    (deux,) = [
        r
        for r in controler(nue, Fabrique().texte, nature="ccap", attendues=une_de_trop)
        if r.titre == "Pas de pénalité par heure non faite"
    ]
    assert deux.lot == "1 et 2"


def test_relue_pour_un_seul_lot_une_piece_de_plusieurs_lots_donne_les_heures_du_sien():
    lignes = ("Lot | Objet | Heures d'insertion", "1 – Gros œuvre | 850 heures", "2 – Peinture | 300 heures")
    texte = Texte(
        (
            Paragraphe("Clause d'insertion : heures d'insertion à réaliser par lot.", None, 1),
            *(Paragraphe(ligne, None, rang, True) for rang, ligne in enumerate(lignes, 2)),
        )
    )
    pour_le_2 = controler(extraire(texte), texte, nature="rc", attendues=(attendue(lot="2", heures=Decimal(300)),))
    assert [r.gravite for r in pour_le_2 if r.code == "heures_du_lot"] == [Gravite.CONFORME]
    faux = controler(extraire(texte), texte, nature="rc", attendues=(attendue(lot="1", heures=Decimal(300)),))
    assert [r.gravite for r in faux if r.code == "heures_du_lot"] == [Gravite.BLOQUANTE]


def test_le_blanc_d_un_acte_d_engagement_est_pour_le_candidat():
    texte = Texte(
        (
            Paragraphe("Clause d'insertion sociale", None, 1),
            Paragraphe("Nombre d'heures d'insertion proposées par le candidat : ........ heures", None, 2),
        )
    )
    codes = {nature: {r.code for r in controler(extraire(texte), texte, nature=nature)} for nature in ("ae", "ccap")}
    assert codes["ae"] & {"blanc_a_remplir", "incomprehensions"} == set()
    assert "blanc_a_remplir" in codes["ccap"]
    assert "incomprehensions" not in codes["ccap"]  # dit une fois


def test_une_grille_de_notation_ne_porte_pas_l_article():
    texte = Texte(
        (
            Paragraphe("Critère d'insertion et grille de notation", None, 1),
            Paragraphe("La performance en matière d'insertion compte pour 10 % de la note.", None, 2),
        )
    )
    remarques = controler(extraire(texte), texte, nature="autre", attendues=(attendue(),))
    assert not {r.code for r in remarques} & {"publics", "facilitateur", "modalites", "transmissions"}


@pytest.mark.parametrize(
    "phrase",
    [
        "12.5 Heures prises en compte",
        "Les heures d'une personne embauchée en contrat à durée indéterminée sont prises en compte.",
    ],
)
def test_un_numero_de_titre_et_une_regle_sur_une_personne_ne_sont_pas_des_volumes(phrase):
    texte = Texte((Paragraphe("Clause sociale d'insertion", None, 1), Paragraphe(phrase, None, 2)))
    lue = extraire(texte)
    assert lue.volumes == ()
    assert lue.incomprehensions == ()


def test_une_remarque_survit_au_json():
    (premiere, *_) = controler(lecture(), Fabrique().texte, nature="ccap", attendues=(attendue(heures=Decimal(1)),))
    assert Remarque.depuis_json(premiere.en_json()) == premiere


def test_deux_pieces_qui_se_contredisent_sont_citees_toutes_deux():
    autre = Fabrique("Annexe : 900 heures d'insertion.")
    pieces = [
        PieceComparee("ccap.docx", lecture()),
        PieceComparee("ae.pdf", Lecture(volumes=(autre.volume("900 heures", 900),))),
    ]
    (remarque, *_) = comparer(pieces)
    assert remarque.gravite == Gravite.BLOQUANTE
    assert "ccap.docx" in remarque.explication
    assert "ae.pdf" in remarque.explication
    assert (remarque.citation, remarque.autre_citation) == ("900 heures", "1 000 heures")


def test_deux_pieces_d_accord_le_disent_et_une_seule_ne_se_compare_pas():
    assert comparer([PieceComparee("ccap.docx", lecture())]) == ()
    accords = comparer([PieceComparee("ccap.docx", lecture()), PieceComparee("ae.pdf", lecture())])
    assert {r.gravite for r in accords} == {Gravite.CONFORME}
