// The mark and the name.
import { Link } from '@tanstack/react-router';
import mark from '../mark.svg';
import classes from './shell.module.css';

/** Leads to where one arrives. */
export function Brand() {
  return (
    <Link to="/" className={classes.brand ?? ''}>
      <img src={mark} alt="" width={22} height={22} />
      Redress
    </Link>
  );
}
