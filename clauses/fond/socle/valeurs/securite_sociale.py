"""Le numéro de sécurité sociale (NIR) : le voir dans un texte pour qu'il n'y soit jamais gardé.

Le numéro : sexe (1 chiffre), année (2), mois (2), département (2), commune (3), ordre (3), puis la clé (2), modulo 97.
Ce que l'on tient pour un numéro, et ce que l'on laisse passer, est pesé dans docs/decisions/0018.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

from stdnum import iban
from stdnum.fr import nir

REFUS_DU_NIR = (
    "Ce texte contient ce qui ressemble à un numéro de sécurité sociale\u00a0: il n'a jamais sa place ici "
    "(décret n° 2019-341). Retirez-le pour continuer\u202f; si c'est une référence, coupez-la d'un tiret (2021-0612…)."
)
# Ce qu'une main, un tableur ou une page collée mettent entre deux groupes.
_BLANC_ECRIT = r"&nbsp;|&\#160;|<br\s*/?>|%20"
_ENTRE = rf"(?:{_BLANC_ECRIT}|[^0-9A-Za-zÀ-ÿ]{{1,4}})?"
_MOIS = r"(?:0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)"  # dont les mois inconnus
_DEPARTEMENT = r"(?:0[1-9]|[1-8]\d|9[0-57-9]|2[ABab])"  # dont l'outre-mer, l'étranger
# Des groupes coupés là où la carte les coupe, tous ou quelques-uns ; puis la clé, ou rien.
_CARTE = re.compile(
    rf"(?<!\d)(?=([1-478])({_ENTRE})(\d\d)({_ENTRE})({_MOIS})({_ENTRE})({_DEPARTEMENT})({_ENTRE})"
    rf"((?!000)\d{{3}})({_ENTRE})((?!000)\d{{3}})(?:({_ENTRE})(\d\d))?(?!\d))"
)
# Coupé n'importe où : sexe et mois ordinaires seulement, et rien qui précède dans la même suite de nombres.
_LIBRE = re.compile(
    r"(?<!\d)(?:(?<!\d[^0-9A-Za-z])|(?<=[A-Z]{2}\d\d\s))"
    + r"(?=([12] \d \d (?:0 [1-9]|1 [0-2]) (?:0 [1-9]|[1-8] \d|9 [0-57-9]|2 [ABab])"
    r" \d \d \d \d \d \d(?: \d \d)?)(?!\d))".replace(" ", _ENTRE)
)
_SEXE, _ANNEE, _MOIS_LU, _ORDRE, _CLE = 1, 3, 5, 11, 13
_ENTRES, _GROUPES = (2, 4, 6, 8, 10), (1, 3, 5, 7, 9, 11)
_BLANCS_ET_CROCHETS = "()[]{} \t\r\n\f\v\u00a0\u202f\u2003"
_SIGNES_DE_LISTE = {",", ";", "/"}  # une virgule énumère, une barre oblique date
_MORCEAUX = re.compile(r"\d+[ABab]?\d*|[ABab]\d*")
_MILLIERS = (1, 3, 3, 3, 3)
_OUTRE_MER = (1, 2, 2, 3, 2, 3)  # « 971 01 » : un département de trois chiffres, une commune de deux
_SUITE_APRES = re.compile(r"[^0-9A-Za-z]?\d|\s?(?:€|eur|k€|m€)", re.IGNORECASE)
_MOT_COLLE = re.compile(r"[0-9A-Za-z]*\Z")
_MOT_SUIVANT = re.compile(r"[0-9A-Za-z]*")
_PARAMETRE = re.compile(r"[?&;][\w-]*(?:id|ref|ts|time|date|\bv|_)=\Z", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){3,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?\b")
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)  # la clé d'une adresse du site
_DECIMALES = re.compile(r"(?<![\d.])\d{1,3}\.(?:\d{5,8}|\d{13}|\d{15,20})(?![\d.eE])")  # une longitude
# Douze chiffres que ne sépare aucune lettre, sinon celles d'un département (2A) ou d'un blanc écrit : sans eux, et sans
# caractère qui se replie en chiffre, il n'y a pas de numéro. Le rapport d'un classeur a cinquante mille textes à lire.
_LETTRES_DE_COUPURE = "C-MOQT-Zc-moqt-z"
_SUITE = re.compile(rf"\d(?:[^\d{_LETTRES_DE_COUPURE}]*+\d){{11}}", re.ASCII)
_SE_REPLIE = re.compile("[^\x00-\x7f\u00a0\u202fÀ-ÿ]")
_BLANCS_RARES = "\u115f\u1160\u3164\uffa0\u2800"  # des lettres ou des symboles, pour Unicode ; rien, pour l'œil
AGES = range(14, 96)  # de qui l'on pourrait écrire le numéro sans sa clé


def contient_nir(texte: str) -> bool:
    """Vrai si le texte porte un numéro de sécurité sociale (13 chiffres, 15 avec la clé), écrit d'une façon ou d'une
    autre : espaces, points, soulignés, chiffres pleine chasse ou cerclés, caractères invisibles.

    Un SIRET (14 chiffres), un téléphone, un IBAN ou la clé d'une adresse du site n'en sont pas.
    """
    return _peut_en_porter(texte) and any(True for _ in _numeros(_replier(texte)[0]))


def masquer_nir(texte: str) -> str:
    """Le texte, sans numéro de sécurité sociale : ses chiffres deviennent des points, à la même place."""
    if not _peut_en_porter(texte):
        return texte
    replie, places = _replier(texte)
    masque = list(texte)
    for debut, fin in _numeros(replie):
        for place in range(debut, fin):
            if replie[place].isdigit():
                masque[places[place]] = "•"
    return "".join(masque)


def _peut_en_porter(texte: str) -> bool:
    if len(texte) < 13:
        return False
    if _SUITE.search(texte):
        return True
    return _SE_REPLIE.search(texte) is not None and sum(map(str.isnumeric, texte)) >= 12


def _replier(texte: str) -> tuple[str, range | list[int]]:
    """(Le texte aux chiffres ramenés aux nôtres, sans caractère invisible ; pour chaque caractère rendu, sa place)."""
    if texte.isascii():
        return _sans_iban(texte), range(len(texte))
    sortie, places = [], []
    for place, caractere in enumerate(texte):
        for replie in unicodedata.normalize("NFKC", caractere):
            if unicodedata.category(replie) in {"Cf", "Mn", "Me"}:
                continue
            chiffre = unicodedata.digit(replie, None)
            lettre = " " if replie in _BLANCS_RARES else replie
            sortie.append(lettre if chiffre is None else str(chiffre))
            places.append(place)
    return _sans_iban("".join(sortie)), places


def _sans_iban(texte: str) -> str:
    """Le texte, où IBAN à la clé juste, clés d'adresse et décimales sont remplacés par autant de lettres."""
    texte = _DECIMALES.sub(_effacer, texte)
    return _UUID.sub(_effacer, _IBAN.sub(lambda lu: _effacer(lu) if _est_iban(lu[0]) else lu[0], texte))


def _effacer(lu: re.Match[str]) -> str:
    return "x" * len(lu[0])


def _est_iban(lu: str) -> bool:
    serre = re.sub(r"\s", "", lu)
    return any(iban.is_valid(serre[:fin]) for fin in range(15, len(serre) + 1))  # des majuscules peuvent suivre


def _numeros(texte: str) -> Iterator[tuple[int, int]]:
    """Les (début, fin) de chaque numéro du texte replié ; deux lectures peuvent se recouvrir."""
    for lu in _CARTE.finditer(texte):
        if _a_sa_cle(lu):
            yield lu.start(), lu.end(_CLE)
        elif _sans_cle(lu, texte):
            yield lu.start(), lu.end(_ORDRE)
    for lu in _LIBRE.finditer(texte):
        if _est_coupe_ailleurs(lu, texte):
            yield lu.start(), lu.end(1)


def _cle_juste(numero: str) -> bool:
    return bool(nir.is_valid(numero.upper()))


def _a_sa_cle(lu: re.Match[str]) -> bool:
    if not lu[_CLE]:
        return False
    return _cle_juste("".join(lu[n] for n in (*_GROUPES, _CLE)))


def _sans_cle(lu: re.Match[str], texte: str) -> bool:
    """Treize chiffres, que rien ne confirme que leur mise en forme, un mois et un âge."""
    coupes = [re.sub(_BLANC_ECRIT, " ", lu[n]) for n in _ENTRES if lu[n]]
    signes = {signe for coupe in coupes if (signe := coupe.strip(_BLANCS_ET_CROCHETS))}
    ordinaire = int(lu[_MOIS_LU]) <= 12 and _est_d_un_age(lu[_ANNEE])
    if lu[_SEXE] not in "12" and (len(coupes) < len(_ENTRES) or not ordinaire):
        return False  # un numéro provisoire (3, 4, 7, 8) ne se reconnaît sans clé qu'écrit comme sur la carte
    if not coupes:
        return ordinaire and not _est_dans_un_code(lu.start(), lu.end(_ORDRE), texte)
    if texte[lu.start() - 1 : lu.start()].isalpha() or len(signes) > 1:
        return False
    entier = len(coupes) == len(_ENTRES)
    if not signes:  # rien que des blancs, comme sur la carte
        return entier or (ordinaire and not _est_un_telephone(lu))
    if len(coupes) > 1 and signes & _SIGNES_DE_LISTE and not (entier and _n_est_pas_une_liste(lu, coupes)):
        return False
    return ordinaire and not (entier and _va_croissant([lu[n] for n in _GROUPES]))


def _n_est_pas_une_liste(lu: re.Match[str], coupes: list[str]) -> bool:
    """« 2,69,05,49,588,157 » : serré, et un zéro en tête que l'on n'écrit pas en énumérant."""
    serre = len(set(coupes)) == 1 and len(coupes[0]) == 1
    return serre and any(lu[n][0] == "0" for n in _GROUPES)


def _va_croissant(groupes: list[str]) -> bool:
    """« 1 - 10 - 11 - 12 - 101 - 102 » : une liste, qui n'écrit pas de zéro en tête."""
    if any(groupe[0] == "0" or not groupe.isdigit() for groupe in groupes):
        return False
    return sorted(groupes, key=int) == groupes


def _est_d_un_age(annee: str) -> bool:
    return (dt.datetime.now(dt.UTC).year - int(annee)) % 100 in AGES


def _est_un_telephone(lu: re.Match[str]) -> bool:
    """« poste 269 05 49 58 81 57 » s'écrit aussi « 269 0549588157 » : trois chiffres, puis un téléphone."""
    return bool(lu[4]) and lu[_MOIS_LU][0] == "0" and not any(lu[n] for n in _ENTRES if n != 4)


def _est_dans_un_code(debut: int, fin: int, texte: str) -> bool:
    """Treize chiffres dans un mot qui en porte d'autres, ou valeur d'un paramètre d'adresse (?id=, ?ts=)."""
    autour = _MOT_COLLE.search(texte, max(0, debut - 40), debut)[0] + _MOT_SUIVANT.match(texte, fin)[0]
    return any(c.isdigit() for c in autour) or bool(_PARAMETRE.search(texte, max(0, debut - 40), debut))


def _est_coupe_ailleurs(lu: re.Match[str], texte: str) -> bool:
    """Des groupes que la carte ne fait pas : quinze chiffres à la clé juste ; ou treize, chiffre à chiffre, par deux,
    par quatre…, ou par milliers comme un tableur les écrit, et rien qui suive."""
    morceaux = _MORCEAUX.findall(lu[1])
    numero, tailles = "".join(morceaux), tuple(map(len, morceaux))
    signes = {entre.strip() for entre in _MORCEAUX.split(lu[1])[1:-1]}
    if signes & {",", ";", "|"}:
        return False
    if len(numero) == 15 and _cle_juste(numero):
        return len(morceaux) <= 8 or max(tailles) == 1
    if len(numero) != 13 or len(signes) > 1:
        return False
    pas = tailles[0]
    regulier = pas < 6 and set(tailles[:-1]) == {pas} and tailles[-1] <= pas
    tient = regulier or tailles == _MILLIERS or (tailles == _OUTRE_MER and numero[5:7] in ("97", "98"))
    return tient and _est_d_un_age(numero[1:3]) and not _SUITE_APRES.match(texte, lu.end(1))
